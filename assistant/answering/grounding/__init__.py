"""Grounding: what an answer says is held against the words it cites; `check.py` is the table of contents."""
