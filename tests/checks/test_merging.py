"""The three-way merge of answers: what was asked, what is known, what came back."""

from __future__ import annotations

import itertools
from datetime import date

from audit.inventory.tables import AnswerRow
from audit.inventory.tables.people import Side
from checks.merging import Statement, conflicts, merge

EARLY, LATE = date(2026, 10, 1), date(2026, 10, 20)


def says(answer: str, by: str = "network lead", *, base: str = "", side: Side = Side.IT,
         on: date | None = None, own_name: bool = True, line: str = "L1", **more: str) -> (
    Statement[str]
):  # fmt: skip
    row = AnswerRow(
        question_id="q", line=line, side=side, answer=answer, answered_by=by, answered_on=on, **more
    )
    return Statement(row, f"{by}!{answer}", base, own_name)


def told(statements: list[Statement[str]]) -> list[tuple[str, str]]:
    return [(s.row.answered_by, s.row.answer) for s in statements]


def test_a_new_answer_is_taken() -> None:
    result = merge([], [says("yes")])
    assert told(result.kept) == told(result.new) == [("network lead", "yes")]


def test_the_same_answer_twice_is_one() -> None:
    first = merge([], [says("yes"), says("Yes")])
    assert len(first.kept) == 1
    assert not merge(first.kept, [says("ja")]).changed


def test_what_nobody_touched_changes_nothing() -> None:
    untouched = says("don't know", base="don't know", own_name=False)
    result = merge([], [untouched])
    assert (result.changed, result.same) == (False, 1)


def test_a_name_under_what_was_known_is_a_second_voice() -> None:
    known = says("yes", "planner")
    result = merge([known], [says("yes", base="yes")])
    assert told(result.kept) == [("planner", "yes"), ("network lead", "yes")]
    assert conflicts(result.kept) == ()


def test_a_person_who_saw_the_own_answer_and_changed_it_corrects_it() -> None:
    result = merge([says("yes")], [says("no", base="yes")])
    assert told(result.kept) == [("network lead", "no")]
    assert [(old.row.answer, new.row.answer) for old, new in result.replaced] == [("yes", "no")]


def test_a_younger_answer_of_the_same_person_counts_whatever_the_order() -> None:
    both = [says("yes", on=EARLY), says("no", on=LATE)]
    for order in (both, both[::-1]):
        assert told(merge([], order).kept) == [("network lead", "no")]
    late_first = merge([], [both[1]])
    again = merge(late_first.kept, [both[0]])
    assert (again.changed, again.older) == (False, 1)


def test_knowing_replaces_not_knowing() -> None:
    result = merge([says("don't know")], [says("yes")])
    assert told(result.kept) == [("network lead", "yes")]


def test_two_undated_answers_of_one_person_that_differ_are_both_kept() -> None:
    result = merge([], [says("yes"), says("no")])
    assert len(result.kept) == 2
    assert len(conflicts(result.kept)) == 1


def test_an_answer_given_meanwhile_by_somebody_else_stays_beside() -> None:
    result = merge([says("yes", "planner")], [says("no", base="")])
    (conflict,) = conflicts(result.kept)
    assert 'planner (IT) says "yes"' in conflict.sentence
    assert 'network lead (IT) says "no"' in conflict.sentence


def test_sides_that_differ_are_a_conflict_and_lines_are_kept_apart() -> None:
    kept = [says("yes"), says("no", "maintenance lead", side=Side.OT), says("no", line="L2")]
    assert [(c.question_id, c.line) for c in conflicts(kept)] == [("q", "L1")]


def test_not_knowing_contradicts_nobody() -> None:
    assert conflicts([says("yes"), says("don't know", "planner")]) == ()


def test_the_order_of_the_copies_never_matters() -> None:
    copies = [
        says("yes", on=EARLY), says("no", on=LATE), says("no", "planner"), says("yes", "planner"),
        says("yes", "maintenance lead", side=Side.OT),
    ]  # fmt: skip
    results = {
        tuple(sorted(told(merge([], order).kept))) for order in itertools.permutations(copies)
    }
    assert len(results) == 1


def test_a_document_handed_in_later_is_added_to_the_answer() -> None:
    result = merge([says("yes")], [says("yes", document="plan 2026-09-01")])
    assert [s.row.document for s in result.kept] == ["plan 2026-09-01"]
