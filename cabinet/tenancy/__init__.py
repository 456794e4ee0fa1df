"""Isolation of practices by PostgreSQL itself. See `docs/decisions/0001-row-level-security.md`."""
