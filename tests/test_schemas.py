"""What docs/schemas publishes is what the code says."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.schemas import FOLDER, published, text_of

RIVERSIDE = Path(__file__).resolve().parents[1] / "inventories" / "riverside"


@pytest.mark.parametrize("name", sorted(published()))
def test_the_published_schema_is_current(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == text_of(published()[name]), (
        "run: python -m tests.schemas"
    )


def test_nothing_old_is_published() -> None:
    assert {path.name for path in FOLDER.glob("*.json")} == set(published())


@pytest.mark.parametrize("name", ["case", "scope"])
def test_the_sample_validates_and_a_stranger_key_does_not(name: str) -> None:
    text = (RIVERSIDE / f"{name}.toml").read_text(encoding="utf-8")
    sample = _plain(tomllib.loads(text))
    validator: Any = Draft202012Validator(published()[f"{name}.schema.json"])
    validator.validate(sample)
    assert not validator.is_valid(sample | {"surprise": 1})


def _plain(value: Any) -> Any:
    """Dates as JSON has them."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list):
        return [_plain(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    return value.isoformat() if hasattr(value, "isoformat") else value
