"""The JSON report and its schema."""

from __future__ import annotations

import json
from collections.abc import Callable

import jsonschema
import pytest

from reports.json_report import SCHEMA_PATH, json_text, schema, schema_text
from reports.model import ReportModel
from tests.reports.build import model
from tests.reports.made import attacked, plain


def test_the_shipped_schema_is_the_models_schema() -> None:
    assert SCHEMA_PATH.read_text("utf-8") == schema_text(), (
        "write it anew: python -c 'from reports.json_report import *;"
        " SCHEMA_PATH.write_text(schema_text())'"
    )


@pytest.mark.parametrize("made", [plain, attacked, lambda: model(plan=None)])
def test_reports_validate_against_the_schema(made: Callable[[], ReportModel]) -> None:
    m = made()
    jsonschema.validate(json.loads(json_text(m)), schema())


def test_the_schema_refuses_a_report_without_its_hash() -> None:
    told = json.loads(json_text(plain()))
    del told["dataset_hash"]
    with pytest.raises(jsonschema.ValidationError, match="dataset_hash"):
        jsonschema.validate(told, schema())


def test_dates_are_iso_and_unknown_is_null() -> None:
    told = json.loads(json_text(plain()))
    assert told["as_of"] == "2026-11-16"
    assert next(line for line in told["lines"] if line["name"]["line"] == "L2")["ready_on"] is None


def test_equal_models_give_equal_text() -> None:
    assert json_text(model()) == json_text(plain())
