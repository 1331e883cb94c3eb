"""How knowledge gets in: files → documents → entries → the knowledge base. `pipeline.py` is the table of contents."""
