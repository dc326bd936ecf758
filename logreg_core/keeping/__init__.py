"""What a visitor has in hand as bytes for her own browser to keep, and back: what comes back was written by anybody."""

from .edits import edits_of, pack_edits
from .parcel import MOST_BYTES, Parcel, pack, unpack
from .pictures import collection_of, dataset_of, pack_collection, pack_dataset, pack_photo, photo_of
from .results import Result, pack_results, results_of
from .run import pack_training, training_of

__all__ = [
    "MOST_BYTES",
    "Parcel",
    "Result",
    "collection_of",
    "dataset_of",
    "edits_of",
    "pack",
    "pack_collection",
    "pack_dataset",
    "pack_edits",
    "pack_photo",
    "pack_results",
    "pack_training",
    "photo_of",
    "results_of",
    "training_of",
    "unpack",
]
