"""One's own account: each resource is a file with a blueprint `bp`."""
