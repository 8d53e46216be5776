from audit.probes.snmp.size import CALM, MAX_SILENCE, MOST_OBJECTS, RETRY_BULK, Size


def test_it_grows_to_the_most_and_no_further() -> None:
    size = Size()
    for _ in range(20):
        size.answered(size.objects, by_bulk=True)
    assert size.objects == MOST_OBJECTS


def test_after_too_big_it_grows_slowly() -> None:
    size = Size(objects=40)
    assert size.too_big(40)
    size.answered(size.objects, by_bulk=True)
    assert size.objects == 20
    for _ in range(CALM):
        size.answered(size.objects, by_bulk=True)
    assert 20 < size.objects <= 31


def test_one_lost_datagram_changes_nothing() -> None:
    size = Size(objects=40)
    size.unanswered(40, by_bulk=True)
    assert (size.objects, size.bulk) == (40, True)
    size.answered(size.objects, by_bulk=True)
    assert size.silence == 0
    assert size.objects > 40


def test_an_agent_that_answers_only_small_requests_is_asked_small_ones() -> None:
    size = Size(objects=12)
    size.answered(12, by_bulk=True)
    for _ in range(2):
        size.unanswered(24, by_bulk=True)
    size.answered(12, by_bulk=True)
    assert size.objects == 12


def test_what_was_answered_before_is_asked_again_soon() -> None:
    size = Size(objects=40)
    size.answered(40, by_bulk=True)
    for _ in range(2):
        size.unanswered(40, by_bulk=True)
    size.answered(20, by_bulk=True)
    assert size.objects == 40


def test_one_object_that_is_too_big_does_not_shrink_the_rest() -> None:
    size, asked = Size(objects=40), 40
    while size.too_big(asked):
        asked = size.objects
    for _ in range(6):
        size.answered(size.objects, by_bulk=False)
    assert size.objects == MOST_OBJECTS // 2


def test_an_agent_that_never_answered_getbulk_gets_one_more_chance() -> None:
    size = Size()
    tried = 0
    for _ in range(3):
        while size.bulk:
            size.unanswered(size.objects, by_bulk=True)
            tried += 1
        for _ in range(RETRY_BULK):
            size.answered(size.objects, by_bulk=False)
    assert tried == 4
    assert not size.bulk


def test_an_agent_that_has_answered_getbulk_is_asked_so_again_after_its_first_answer() -> None:
    size = Size()
    size.answered(size.objects, by_bulk=True)
    for _ in range(3):
        size.unanswered(10, by_bulk=True)
    assert not size.bulk
    size.answered(size.objects, by_bulk=False)
    assert size.bulk


def test_silence_has_an_end() -> None:
    size = Size()
    for _ in range(MAX_SILENCE):
        assert not size.is_silent
        size.unanswered(size.objects, by_bulk=True)
    assert size.is_silent


def test_version_1_never_asks_by_getbulk() -> None:
    size = Size(has_bulk=False)
    for _ in range(RETRY_BULK * 2):
        assert not size.bulk
        size.answered(size.objects, by_bulk=False)
