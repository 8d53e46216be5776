"""Messages that stand nowhere as a whole: words of enumerations, texts put together at run time."""

from __future__ import annotations

MESSAGES: tuple[str, ...] = (
    "and", "or", "page", "of", "{amount} k", "{currency} {amount} k", "{currency} {amount} M",
    "{amount} pd", "{hours} h {minutes} min", "For {client} by {author}",
)  # fmt: skip
