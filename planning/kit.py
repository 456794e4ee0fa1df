"""What the start kit says of this app."""

SECTIONS = {}
