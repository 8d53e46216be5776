"""One file a command: parse, call the stages, print, exit code."""
