"""The programs that `jobtracker up` keeps running, each defined in a file of its own, and the nodes one has elsewhere."""
