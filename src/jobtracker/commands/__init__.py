"""The commands that need no crawler, one file each."""
