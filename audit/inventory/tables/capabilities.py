"""The table of what the shared layer can do, and the checklist that it answers."""

from __future__ import annotations

from typing import ClassVar

from audit.inventory.tables.base import Choice, Day, Row, Text

CAPABILITIES: dict[str, str] = {
    "connectivity": "takes data from the controllers and systems of every line",
    "normalisation": "gives every value one name, unit and place in the plant",
    "buffering": "keeps data while the network or a consumer is down",
    "schema validation": "refuses values that are not of the agreed shape",
    "routing": "hands each value on to every system that needs it",
    "monitoring": "raises an alarm when data stops flowing",
    "access control": "decides who may read and who may write what",
    "model training": "holds history to train models on, with their data kept",
    "model deployment": "brings a model to a line in a repeatable, recorded way",
    "rollback": "goes back to the version before, of a model or a mapping",
}
"""What a shared layer is asked for → what that means."""


class Has(Choice):
    """Whether the layer can do it today."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNSAID = ""


class CapabilityRow(Row):
    """One thing that the shared layer can do, or cannot: connectivity, normalisation, buffering,
    schema validation, routing, monitoring, access control, model training, model deployment,
    rollback, or one of your own.
    """

    table: ClassVar[str] = "capabilities"
    key: ClassVar[tuple[str, ...]] = ("capability",)
    capability: Text
    """As in the checklist, or one of your own."""
    state: Has = Has.UNSAID
    system: Text = ""
    """The product or server that does it."""
    owner: Text = ""
    document: Text = ""
    """What the row rests on; empty: somebody said so."""
    looked_on: Day = None
    note: Text = ""
