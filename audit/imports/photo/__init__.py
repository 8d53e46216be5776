"""Photos of the walk-down: when they were taken, and never where on earth."""
