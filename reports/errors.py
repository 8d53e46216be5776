"""What can go wrong while a report is written."""


class ReportError(Exception):
    """A format could not be written; the message says why and what to do."""
