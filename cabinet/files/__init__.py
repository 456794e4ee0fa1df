"""What people join: judged by its content, made harmless apart, scanned, sealed on the disk."""
