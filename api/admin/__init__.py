"""What operators do: each resource is a file with a blueprint `bp`, and each act writes its row in the audit."""
