"""Which observations speak of the same thing: observations in, `PlantFacts` out. Pure: no network,
no clock, no files.
"""
