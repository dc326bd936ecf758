"""Safe reading of untrusted files: photos, and a sandbox process for parsers."""
