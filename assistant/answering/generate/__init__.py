"""Composing with a model: it may only say what the passages say, and names for each sentence where it stands."""
