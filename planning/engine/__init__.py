"""The scheduling engine: integer periods, bit masks and money. It knows nothing of plants."""
