"""Safe reading of untrusted files: photos, and a process without rights for our parsers."""
