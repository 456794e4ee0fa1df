"""What the front desk adds to the house: its doors, its cards, and what it does when a day is released."""
