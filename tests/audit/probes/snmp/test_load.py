import pytest

from audit.payloads import LinkLoad
from audit.probes.snmp.load import DISCONTINUITY, Look, loads_of
from audit.switches import mibs
from audit.switches.mibs import Oid

PORTS: dict[int, tuple[str, float | None]] = {1: ("Gi1", 1000.0)}


def look(ticks: int, **counters: int) -> Look:
    names = {
        "hc_in": mibs.IF_HC_IN_OCTETS, "hc_out": mibs.IF_HC_OUT_OCTETS, "in": mibs.IF_IN_OCTETS,
        "out": mibs.IF_OUT_OCTETS, "errors": mibs.IF_IN_ERRORS, "discards": mibs.IF_OUT_DISCARDS,
        "began": DISCONTINUITY,
    }  # fmt: skip
    values: dict[Oid, int] = {(*names[k.rstrip("_")], 1): v for k, v in counters.items()}
    return Look(values, dict.fromkeys(values, ticks))


def only(first: Look, second: Look, speed: float | None = 1000.0) -> LinkLoad:
    (found,), problems = loads_of(first, second, {1: ("Gi1", speed)})
    assert problems == []
    return found


def test_rates_are_counted_by_the_devices_own_clock() -> None:
    found = only(
        look(1000, hc_in=5_000, hc_out=0, errors=7, discards=1),
        look(3000, hc_in=255_000, hc_out=25_000, errors=9, discards=1),
    )
    assert found == LinkLoad("Gi1", 20.0, 100_000.0, 10_000.0, 2, None, None, 0, 1000.0)


@pytest.mark.parametrize(
    ("speed", "before", "after", "bps"),
    [
        (100.0, 2**32 - 1000, 1500, 1000.0),
        (100.0, 0, 2500, 1000.0),
        (10_000.0, 0, 2500, None),  # filled in 3.4 s: how often is not known
        (None, 0, 2500, None),
    ],
)
def test_a_32_bit_counter_tells_only_what_it_can(
    speed: float | None, before: int, after: int, bps: float | None
) -> None:
    first, second = look(0, in_=before, errors=0), look(2000, in_=after, errors=0)
    assert only(first, second, speed).in_bps == bps


def test_counters_that_went_back_are_unknown_not_negative() -> None:
    found = only(
        look(0, hc_in=9_000, errors=50, discards=1), look(2000, hc_in=5, errors=2, discards=1)
    )
    assert (found.in_bps, found.in_errors, found.out_discards) == (None, None, 0)


def test_more_than_the_port_can_carry_is_unknown() -> None:
    found = only(look(0, hc_in=0, errors=0), look(100, hc_in=10**12, errors=0))
    assert found.in_bps is None


@pytest.mark.parametrize(
    ("ticks", "began", "words"),
    [
        (500, 0, "started"),
        (1000, 0, "no time"),
        (3000, 2000, "began anew"),
    ],
)
def test_no_load_is_told_across_a_restart(ticks: int, began: int, words: str) -> None:
    found, problems = loads_of(look(1000, hc_in=0), look(ticks, hc_in=9, began=began), PORTS)
    assert found == []
    assert len(problems) == 1
    assert words in problems[0]


def test_a_counter_restart_before_the_first_look_does_not_matter() -> None:
    found, problems = loads_of(look(1000, hc_in=0), look(3000, hc_in=9, began=900), PORTS)
    assert len(found) == 1
    assert problems == []


def test_a_port_seen_once_has_no_load() -> None:
    assert loads_of(look(1000, hc_in=0), look(3000, errors=0), PORTS) == ([], [])
