"""How much of a message is read, and how much is answered."""

LONGEST_QUESTION = 1000  # characters; what is longer is refused with a word
MOST_READ = 20_000  # characters that are looked at at all
