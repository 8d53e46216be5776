"""Checks on what the pilot proved: a file a check, named after its answer when all is well."""
