"""What `jobtracker up` keeps running, a file each, and the nodes that one has elsewhere."""
