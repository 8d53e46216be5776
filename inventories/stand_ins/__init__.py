"""Stand-in devices: real servers of the field's own libraries, each in a process of its own."""
