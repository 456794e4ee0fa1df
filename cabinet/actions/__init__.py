"""What changes in a practice and its team: one function a change."""
