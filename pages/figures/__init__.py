"""Plotly figures from given numbers; no results are computed here."""
