"""What we know, which version of it, and how it is found. Imports nothing else of ours."""
