"""The rules of the ground floor, pure."""
