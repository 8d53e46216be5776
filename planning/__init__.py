"""From findings to work packages, a schedule that a second file verifies, and money."""
