"""Which files belong to one recording: recorders begin a new file by the hour or by the size.

Sources: the names that dumpcap and editcap (`name_00001_20260301120000.pcapng`, or the other way
round) and tcpdump (`name.pcap`, `name.pcap1`, `name.pcap2`) give.
"""

from __future__ import annotations

import re

_PACKED = re.compile(r"\.(gz|zst|xz|bz2)$", re.IGNORECASE)
_ENDING = re.compile(r"\.(pcap|pcapng|cap|dmp)\d*$", re.IGNORECASE)
_NUMBER = re.compile(r"[_-]\d{5}([_-]\d{14})?$|[_-]\d{14}[_-]\d{5}$")


def series_of(name: str) -> str:
    """Give what all files of a recording share: their folder, and their name without its number.

    A date alone is no number: two recordings of one adapter may be of two places.
    """
    folder, _, base = name.rpartition("/")
    stem = _NUMBER.sub("", _ENDING.sub("", _PACKED.sub("", base)))
    return f"pcap {folder}/{stem}"[:255] if folder else f"pcap {stem}"[:255]
