"""Differences to the other parser that somebody looked at: recording and field in, reason out."""

EXPLAINED: dict[tuple[str, str], str] = {}
