from audit.probes.snmp.wire import MAX_SILENCE, MOST_OBJECTS, Request, Walk
from audit.switches.mibs import Oid
from audit.switches.rows import Value

A: Oid = (1, 3, 1)
B: Oid = (1, 3, 2)


def walk(*columns: Oid, max_rows: int = 100) -> Walk:
    found = Walk({}, {}, max_rows)
    found.begin(columns)
    return found


def request(found: Walk) -> Request:
    asked = found.next()
    assert asked is not None
    return asked


def test_columns_are_read_side_by_side_until_each_ends() -> None:
    found = walk(A, B)
    first = request(found)
    assert (first.columns, first.after) == ((A, B), (A, B))
    found.take(first, [((*A, 1), 11), ((*B, 1), 21), ((*A, 2), 12), ((1, 3, 3, 1), 99)])
    second = request(found)
    assert (second.columns, second.after) == ((A,), ((*A, 2),))
    found.take(second, [((*A, 2), None)])
    assert found.next() is None
    assert found.values == {(*A, 1): 11, (*B, 1): 21, (*A, 2): 12}
    assert found.gaps == {}


def test_an_answer_that_is_cut_short_is_gone_on_from() -> None:
    found = walk(A, B)
    found.take(request(found), [((*A, 1), 11), ((*B, 1), 21), ((*A, 2), 12)])
    assert request(found).after == ((*A, 2), (*B, 1))


def test_objects_that_do_not_increase_end_their_column() -> None:
    found = walk(A)
    found.take(request(found), [((*A, 5), 1), ((*A, 6), 1), ((*A, 5), 1), ((*A, 6), 1)])
    assert found.next() is None
    assert found.gaps == {A: "the agent's objects do not increase"}
    assert len(found.values) == 2


def test_rows_are_capped() -> None:
    found = walk(A, max_rows=3)
    found.take(request(found), [((*A, n), n) for n in range(1, 9)])
    assert found.next() is None
    assert len(found.values) == 3
    assert "more than 3 rows" in found.gaps[A]


def test_requests_grow_while_answers_come() -> None:
    found = walk(A)
    sizes: list[int] = []
    for n in range(4):
        asked = request(found)
        sizes.append(asked.repetitions)
        found.take(asked, [((*A, n + 1), n)])
    assert sizes == sorted(sizes)
    assert sizes[-1] <= MOST_OBJECTS


def test_too_big_halves_down_to_one_object_then_gives_the_column_up() -> None:
    found = walk(A)
    sizes: list[int] = []
    while asked := found.next():
        sizes.append(asked.repetitions)
        found.shrink(silent=False)
        assert len(sizes) < 20
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] == 0
    assert "too big" in found.gaps[A]


def test_silence_leads_to_getnext_and_then_the_agent_is_left_alone() -> None:
    found = walk(A, B)
    asked: list[Request] = []
    while one := found.next():
        asked.append(one)
        found.shrink(silent=True)
    assert len(asked) == MAX_SILENCE
    assert asked[-1].repetitions == 0
    assert set(found.gaps) == {A, B}


def test_an_answer_ends_the_silence() -> None:
    found = walk(A)
    for n in range(MAX_SILENCE * 3):
        found.shrink(silent=True)
        found.take(request(found), [((*A, n + 1), n)])
    assert not found.gaps


def test_an_error_is_pinned_on_the_column_that_causes_it() -> None:
    found = walk(A, B)
    found.refuse(request(found), "genErr")
    alone = request(found)
    assert alone.columns == (A,)
    found.refuse(alone, "genErr")
    other = request(found)
    answer: list[tuple[Oid, Value | None]] = [((*B, 1), 1), ((*B, 1), None)]
    found.take(other, answer)
    assert found.gaps == {A: "genErr"}
    assert found.values == {(*B, 1): 1}
