"""Composing without a model: structured fields and quoted sentences become short, cited lines."""
