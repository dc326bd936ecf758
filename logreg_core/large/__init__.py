"""Images that fit into no memory: from one's own files into Dask's blocks, and a neuron out of them."""
