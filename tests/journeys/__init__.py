"""Whole visits of a citizen in a real browser."""
