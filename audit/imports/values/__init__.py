"""Stored values of tags: how complete and plausible they are."""
