"""Secrets at rest: each practice's content sealed with its own key, itself wrapped by a master key.

The master key is in the environment and never in the database; a stolen dump holds nothing readable. Destroy
a practice's keys and its content is gone, in the backups too. `docs/decisions/0013-envelope-encryption.md`.
"""
