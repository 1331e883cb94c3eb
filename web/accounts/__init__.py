"""Who works here: accounts, roles, sessions and the rules of every route."""
