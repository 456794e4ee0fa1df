"""What a practice starts from, to be adapted: its lists, its règlement intérieur, the numbers it dials."""
