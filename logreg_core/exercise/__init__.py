"""Learning by doing: what a learner works out, writes, breaks or guesses, and how it is checked."""
