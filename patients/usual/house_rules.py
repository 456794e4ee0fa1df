"""A règlement intérieur to adapt: what doctors who take turns must all do alike, and how the house works."""

from pathlib import Path

BODY = Path(__file__).with_suffix(".txt").read_text("utf-8").strip()
