"""One question, one answer: `pipeline.py` is the table of contents."""
