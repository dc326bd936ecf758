"""Files from strangers: photos, and programs of ours that read files in a process without rights."""
