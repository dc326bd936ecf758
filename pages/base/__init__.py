"""Helpers for the server and the pages: limits, metrics, glossary, recordings, QR codes."""
