"""Checks on what can be read: a file a check, named after its answer when all is well."""
