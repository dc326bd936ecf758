"""Each file turns something outside into a Dataset."""
