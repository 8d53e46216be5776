from audit.probes.snmp.size import MAX_SILENCE, MOST_OBJECTS, Size
from audit.probes.snmp.walk import Fetch, Objects, Request, Walk
from audit.probes.snmp.wire import Ask
from audit.switches.mibs import Oid

A: Oid = (1, 3, 1)
B: Oid = (1, 3, 2)
C: Oid = (1, 3, 3)


def walk(*columns: Oid, max_rows: int = 100, size: Size | None = None) -> Walk:
    found = Walk({}, {}, size or Size(), max_rows)
    found.begin(columns)
    return found


def request(found: Walk | Fetch) -> Request:
    asked = found.next()
    assert asked is not None
    return asked


def test_the_first_request_asks_for_one_row_of_each_column() -> None:
    found = walk(A, B)
    first = request(found)
    assert (first.ask, first.oids, first.repetitions) == (Ask.BULK, (A, B), 1)


def test_columns_are_read_side_by_side_until_each_ends() -> None:
    found = walk(A, B)
    found.take(request(found), [((*A, 1), 11), ((*B, 1), 21), ((*A, 2), 12), ((*C, 1), 99)])
    second = request(found)
    assert (second.columns, second.oids) == ((A,), ((*A, 2),))
    found.take(second, [((*A, 2), None)])
    assert found.next() is None
    assert found.values == {(*A, 1): 11, (*B, 1): 21, (*A, 2): 12}
    assert found.gaps == {}


def test_an_answer_that_is_cut_short_is_gone_on_from() -> None:
    found = walk(A, B)
    found.take(request(found), [((*A, 1), 11), ((*B, 1), 21), ((*A, 2), 12)])
    assert request(found).oids == ((*A, 2), (*B, 1))


def test_a_column_with_a_known_last_row_ends_there_without_another_question() -> None:
    found = Walk({}, {}, Size())
    found.begin((A, B), rows=2, last=(2,))
    asked = request(found)
    assert asked.repetitions == 2
    found.take(asked, [((*A, 1), 1), ((*B, 1), 1), ((*A, 2), 1), ((*B, 2), 1)])
    assert found.next() is None
    assert (len(found.values), found.gaps) == (4, {})


def test_a_column_without_the_last_row_ends_at_the_next_column() -> None:
    found = Walk({}, {}, Size())
    found.begin((A,), rows=2, last=(2,))
    found.take(request(found), [((*A, 1), 1), ((*B, 1), 1)])
    assert found.next() is None
    assert found.gaps == {}


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


def test_requests_grow_while_answers_come_and_stay_within_a_frame() -> None:
    found = walk(A, max_rows=1000)
    sizes: list[int] = []
    rows = 0
    for _ in range(9):
        asked = request(found)
        sizes.append(asked.objects)
        answer: Objects = [((*A, rows + n), 1) for n in range(1, asked.objects + 1)]
        rows += asked.objects
        found.take(asked, answer, octets=len(answer) * 40)
    assert sizes == sorted(sizes)
    assert sizes[0] == 1
    assert 20 < sizes[-1] <= 1400 / 40 <= MOST_OBJECTS


def test_large_objects_are_asked_for_a_few_at_a_time() -> None:
    found = walk(A)
    found.take(request(found), [((*A, 1), b"x" * 700)], octets=720)
    assert request(found).objects == 1


def test_too_big_halves_down_to_one_object_then_gives_the_column_up() -> None:
    found = walk(A)
    found.begin((A,), rows=50, last=(50,))
    asked: list[Request] = []
    while one := found.next():
        asked.append(one)
        found.too_big(one)
        assert len(asked) < 20
    sizes = [one.objects for one in asked]
    assert sizes == sorted(sizes, reverse=True)
    assert (asked[0].ask, asked[-1].ask) == (Ask.BULK, Ask.NEXT)
    assert "too big" in found.gaps[A]


def test_an_empty_answer_is_asked_again_for_less() -> None:
    found = walk(A, B)
    found.take(request(found), [])
    assert request(found).columns == (A,)
    assert not found.gaps


def test_silence_leads_to_getnext_and_then_the_agent_is_left_alone() -> None:
    found = walk(A, B)
    asked: list[Request] = []
    while one := found.next():
        asked.append(one)
        found.unanswered(one)
    assert len(asked) == MAX_SILENCE
    assert asked[0] == asked[1]
    assert (asked[-1].ask, len(asked[-1].columns)) == (Ask.NEXT, 1)
    assert set(found.gaps) == {A, B}


def test_an_answer_ends_the_silence() -> None:
    found = walk(A)
    for n in range(MAX_SILENCE * 3):
        found.unanswered(request(found))
        found.take(request(found), [((*A, n + 1), n)])
    assert not found.gaps


def test_an_error_is_pinned_on_the_column_that_causes_it() -> None:
    found = walk(A, B)
    found.refuse(request(found), "genErr")
    alone = request(found)
    assert alone.columns == (A,)
    found.refuse(alone, "genErr")
    found.take(request(found), [((*B, 1), 1), ((*B, 1), None)])
    assert found.gaps == {A: "genErr"}
    assert found.values == {(*B, 1): 1}


def test_an_error_that_names_its_object_costs_one_request() -> None:
    found = walk(A, B)
    found.refuse(request(found), "genErr", 2)
    assert found.gaps == {B: "genErr"}
    assert request(found).columns == (A,)


def test_no_such_name_of_version_1_ends_a_column_and_is_no_gap() -> None:
    found = walk(A, B, size=Size(has_bulk=False))
    asked = request(found)
    assert (asked.ask, asked.oids) == (Ask.NEXT, (A, B))
    found.nothing_more(asked, 1)
    assert request(found).columns == (B,)
    assert not found.gaps


def test_single_objects_are_asked_in_groups_that_stay_together() -> None:
    found = Fetch({}, {}, Size(objects=5), [((*A, n), (*B, n)) for n in (1, 2, 3)], (A, B), (C,))
    first = request(found)
    assert first.oids == (C, (*A, 1), (*B, 1), (*A, 2), (*B, 2))
    found.take(first, [(C, 7), ((*A, 1), 1), ((*B, 1), None), ((*A, 2), 1), ((*B, 2), 1)])
    assert request(found).oids == (C, (*A, 3), (*B, 3))
    assert found.ticks == {(*A, 1): 7, (*A, 2): 7, (*B, 2): 7}
    assert not found.gaps


def test_a_group_that_is_too_big_is_split_and_only_the_big_object_is_lost() -> None:
    found = Fetch({}, {}, Size(), [((*A, 1), (*B, 1))], (A, B))
    found.too_big(request(found))
    alone = request(found)
    assert alone.oids == ((*A, 1),)
    found.too_big(alone)
    last = request(found)
    found.take(last, [((*B, 1), 5)])
    assert found.next() is None
    assert (list(found.gaps), found.values) == ([A], {(*B, 1): 5})


def test_objects_nobody_asked_for_are_not_kept() -> None:
    found = Fetch({}, {}, Size(), [((*A, 1),)], (A,))
    found.take(request(found), [((*B, 1), 5), ((*A, 1), 6)])
    assert found.values == {(*A, 1): 6}


def test_a_missing_object_of_version_1_is_left_out_and_the_others_asked_again() -> None:
    found = Fetch({}, {}, Size(has_bulk=False), [((*A, 1),), ((*B, 1),)], (A, B))
    found.nothing_more(request(found), 1)
    assert request(found).oids == ((*B, 1),)
    assert not found.gaps


def test_a_silent_agent_leaves_every_object_a_gap() -> None:
    found = Fetch({}, {}, Size(), [((*A, n),) for n in range(30)], (A,))
    count = 0
    while one := found.next():
        found.unanswered(one)
        count += 1
    assert count == MAX_SILENCE
    assert found.gaps == {A: "no answer"}
