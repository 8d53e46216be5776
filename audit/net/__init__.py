"""The only way to the plant: scope at send time, pace, one connection per device, the ledger of
every packet.
"""
