"""The programs that `jobtracker up` keeps running, a file each, and the nodes one has elsewhere."""
