"""What a switch says, in any of its languages: SNMP rows or show output in, payload records out.

Pure: no socket, no file, no clock. The live probes and the offline importers share it.
"""
