"""A copy of the evidence that may leave the house: names, addresses and people under pseudonyms.

Evidence in, redacted evidence out; judged, planned and reported like any other. Nothing is changed
in the case that it comes from.
"""

from audit.redact.copy import Copied, redact_evidence
from audit.redact.leaks import Leak, leaks_in
from audit.redact.pseudonyms import Pseudonyms
from audit.redact.terms import Level

__all__ = ["Copied", "Leak", "Level", "Pseudonyms", "leaks_in", "redact_evidence"]
