"""Questions about the wired network of a line."""
