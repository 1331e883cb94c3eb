"""A person within a minute: from asking for one to solved, with every deadline in the database."""
