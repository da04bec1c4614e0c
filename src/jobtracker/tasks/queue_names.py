"""The queues of tasks."""

NAME, MATCHING, MAILS = "tasks", "matching", "mails"
"""What waits on the second is done in the worker's own process, which keeps what takes long to make. People wait for
the third: nothing that takes long should hold it up."""
QUEUES = (NAME, MATCHING, MAILS)
