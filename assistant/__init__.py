"""A conversation with a citizen: understanding a question and answering it from the knowledge base."""
