"""Messages that stand nowhere as a whole: words of enumerations, texts put together at run time."""

from __future__ import annotations

from reports.language import also_annex, also_checks, also_more, also_words

MESSAGES: tuple[str, ...] = (
    *also_words.MESSAGES,
    *also_annex.MESSAGES,
    *also_checks.MESSAGES,
    *also_more.MESSAGES,
    *("and", "or", "page", "of"),
    *("{currency} {amount} k", "{currency} {amount} M", "{amount} pd"),
    *("{hours} h {minutes} min", "{name} {hours} h", "For {client} by {author}"),
    *("technical", "operational", "commercial", "human"),
    *("internal", "client", "share", "months", "weeks", "times", "years"),
    *("{number} answers", "{number} pass", "{number} warn", "{number} fail", "{number} unknown"),
    *("{number} not applicable", "{number} not built", "not applicable", "not built"),
    *("{number} more questions fail: see the annex.", "1 more question fails: see the annex."),
    *("stretch {number}", "transfer", "foundation", "different", "running", "answers"),
)
