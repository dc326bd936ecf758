"""The visitor's state as bytes that the browser keeps, and back. What comes back is untrusted."""

from .archive import MAX_BYTES, Archive, pack, unpack
from .edits import edits_of, pack_edits
from .findings import FINDINGS, finding_of, pack_finding
from .pictures import collection_of, dataset_of, pack_collection, pack_dataset, pack_photo, photo_of
from .results import Result, pack_results, results_of
from .run import PersistedRun, Stood, neuron_in, pack_run, run_of
from .table import pack_table, table_of

__all__ = [
    "FINDINGS",
    "MAX_BYTES",
    "Archive",
    "PersistedRun",
    "Result",
    "Stood",
    "collection_of",
    "dataset_of",
    "edits_of",
    "finding_of",
    "neuron_in",
    "pack",
    "pack_collection",
    "pack_dataset",
    "pack_edits",
    "pack_finding",
    "pack_photo",
    "pack_results",
    "pack_run",
    "pack_table",
    "photo_of",
    "results_of",
    "run_of",
    "table_of",
    "unpack",
]
