"""Checks on who may log in: a file a check, named after its answer when all is well."""
