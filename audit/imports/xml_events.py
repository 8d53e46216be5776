"""XML of any size and damage as events: bytes in, elements out; what cannot be decoded breaks."""

from __future__ import annotations

import io
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse


def events_of(data: bytes, *wanted: str) -> Iterator[tuple[str, Element]]:
    """Return (event, element) for `start` and `end`, as wanted, in the order of the file.

    Raises
    ------
    ParseError
        Where it breaks, or names an encoding that nobody knows: the parser says that in families of
        errors of its own.
    DefusedXmlException
        When it uses what is not read for safety.
    """
    found = iter(iterparse(io.BytesIO(data), events=wanted))
    while True:
        try:
            one = next(found)
        except StopIteration:
            return
        except DefusedXmlException:
            raise
        except (LookupError, ValueError):
            raise ParseError("an encoding that is not read") from None
        yield one
