"""A living practice of fictional people, around today's date. Never installed in production."""
