"""Sources of datasets: each module turns one kind of file or package into a Dataset."""
