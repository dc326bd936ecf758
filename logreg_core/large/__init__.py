"""Training on images that do not fit into memory, with Dask."""
