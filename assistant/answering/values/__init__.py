"""What citizens say of themselves, read as values and held against a matter's rules; `decide.py` concludes."""
