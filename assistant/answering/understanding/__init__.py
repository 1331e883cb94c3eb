"""Understanding a question without a model: `understand.py` is the table of contents."""
