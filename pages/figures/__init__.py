"""Numbers in, a Plotly figure out: nothing in here computes a result."""
