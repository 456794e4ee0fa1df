"""What the screens of the calendar read: one function per screen, in a constant number of statements."""
