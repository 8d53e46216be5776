"""Zeek logs, ICSNPP logs and Malcolm exports of them: one file per concern."""
