"""All questions of the catalogue, in the order of its themes."""

from __future__ import annotations

from checks.controllers.questions import QUESTIONS as CONTROLLERS
from checks.data_path.questions import QUESTIONS as DATA_PATH
from checks.identity.questions import QUESTIONS as IDENTITY
from checks.network.questions import QUESTIONS as NETWORK
from checks.operations.questions import QUESTIONS as OPERATIONS
from checks.ownership.questions import QUESTIONS as OWNERSHIP
from checks.question import Question
from checks.security.questions import QUESTIONS as SECURITY
from checks.wireless.questions import QUESTIONS as WIRELESS

ALL: tuple[Question, ...] = (
    *NETWORK,
    *WIRELESS,
    *IDENTITY,
    *SECURITY,
    *DATA_PATH,
    *CONTROLLERS,
    *OWNERSHIP,
    *OPERATIONS,
)
"""Each theme adds its `QUESTIONS` here."""


def question(question_id: str) -> Question | None:
    """The question of that id."""
    return next((one for one in ALL if one.question_id == question_id), None)
