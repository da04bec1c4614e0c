"""The registry: one CSV per ATS, a row per company."""
