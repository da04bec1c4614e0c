"""`python -m jobtracker`."""

from jobtracker.cli import main

main()
