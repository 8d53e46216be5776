from audit.probes.snmp.manners import MOST_REST_S, RESTS, Manners


def test_before_the_first_answer_the_scopes_own_limit_holds() -> None:
    assert Manners(5.0).wait_s(0) == 5.0


def test_a_quick_switch_is_waited_for_half_a_second_then_longer() -> None:
    manners = Manners(5.0)
    manners.answered(0.01, 10)
    assert [manners.wait_s(n) for n in range(5)] == [0.5, 1.0, 2.0, 4.0, 5.0]


def test_late_answers_make_patient() -> None:
    manners = Manners(5.0)
    manners.answered(0.9, 10, late=True)
    assert manners.wait_s(0) == 5.0


def test_a_rate_keeps_requests_apart() -> None:
    manners = Manners(5.0, per_second=4.0)
    assert manners.pause_s(100.0) == 0.0
    manners.begin(100.0)
    assert manners.pause_s(100.125) == 0.125
    assert manners.pause_s(101.0) == 0.0


def test_a_switch_that_becomes_slow_gets_longer_and_longer_rests_until_it_is_quick_again() -> None:
    manners = Manners(5.0)
    rests: list[float] = []
    for took_s in (0.02, 0.02, 0.4, 0.4, 0.4, 0.9, 0.02):
        manners.answered(took_s, 10)
        rests.append(manners.pause_s(0.0))
    assert rests == [0.0, 0.0, 0.4, 0.8, RESTS * 0.4, MOST_REST_S, 0.0]
    assert manners.rests == 4


def test_a_larger_answer_may_take_longer() -> None:
    manners = Manners(5.0)
    manners.answered(0.05, 2)
    assert not manners.answered(0.25, 52)


def test_a_smaller_answer_may_take_as_long_as_a_large_one() -> None:
    manners = Manners(5.0)
    manners.answered(0.05, 60)
    assert not manners.answered(0.06, 1)
    assert manners.answered(0.3, 1)


def test_another_table_may_be_slower_by_itself() -> None:
    manners = Manners(5.0)
    manners.answered(0.01, 10)
    manners.new_table()
    assert not manners.answered(0.5, 10)
