"""Images that fit into no memory: from one's own files into Dask's blocks, and a neuron out of them."""

from .images import Large, open_images
from .progress import Kept, keep, take_up

__all__ = ["Kept", "Large", "keep", "open_images", "take_up"]
