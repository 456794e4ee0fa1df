"""Passkeys, codes of an application, recovery codes: allauth's, with our seals and words."""
