"""What the start kit says of this app."""

SECTIONS: dict = {}
LABELS: dict = {}
