"""Counters of switches again and again over a shift: what each port carried between two rounds."""
