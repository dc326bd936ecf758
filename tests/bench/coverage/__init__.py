"""How often each interval holds the truth, and how often each test cries wolf, counted in simulated worlds."""
