"""Checks on how data travels: a file a check, named after its answer when all is well."""
