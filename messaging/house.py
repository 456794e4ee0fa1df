"""What messaging adds to the house: its doors, and what waits for an answer on the home page."""
