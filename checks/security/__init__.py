"""Checks on how open the gear is: a file a check, named after its answer when all is well."""
