"""The REST API: the same queries, actions and permissions as the pages."""
