"""Text that people saved from a switch's terminal: cut into commands, named, sorted by platform."""
