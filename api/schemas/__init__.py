"""What answers look like, for the documentation. Views write the store's plain data as they are; tests compare."""
