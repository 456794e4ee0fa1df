"""A house whose processes are killed at random while people work in it, and what must hold all the same."""
