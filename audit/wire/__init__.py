"""Layouts of messages that probes ask and captures hear: octets in, facts out, nothing else.

A protocol whose messages only its probe reads keeps its layout in the probe's room.
"""
