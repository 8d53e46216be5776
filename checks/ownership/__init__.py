"""Checks on who owns and who knows: a file a check, named after its answer when all is well."""
