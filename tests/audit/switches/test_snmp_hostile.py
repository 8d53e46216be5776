"""Rows of any length and type in every column that is read: skipped and counted, never an error."""

import random

import pytest

from audit.payloads import TableState
from audit.switches import mibs, vendor_mibs
from audit.switches.from_snmp import readout_of
from audit.switches.mibs import Oid
from audit.switches.rows import Answer, Rows, Value
from audit.switches.vendor_scalars import SCALARS, STANDARD
from tests.audit.switches.agents import NOW, port, read, table

ENTERPRISES = (0, 9, 11, 248, 2636, 8691, 11863, 14988)


def columns() -> list[Oid]:
    """Every OID that the two modules name."""
    found: list[Oid] = []
    for module in (mibs, vendor_mibs):
        for name, value in vars(module).items():
            if name.isupper() and is_tuple(value):
                found += value if is_tuple(value[0]) else [value]
    return found


def is_tuple(value: object) -> bool:
    return isinstance(value, tuple)


def anything(chance: random.Random) -> Value:
    kind = chance.randrange(4)
    if kind == 0:
        return chance.choice((0, 1, 2, -5, 4095, 2**32 - 1, 2**64 - 1))
    if kind == 1:
        return tuple(chance.randrange(300) for _ in range(chance.randrange(1, 20)))
    return bytes(chance.randrange(256) for _ in range(chance.choice((0, 1, 4, 5, 6, 8, 16, 300))))


def answer(seed: int) -> Answer:
    chance = random.Random(seed)
    values: dict[Oid, Value] = {}
    for column in columns():
        for _ in range(4):
            index = tuple(chance.randrange(300) for _ in range(chance.randrange(0, 12)))
            values[column + index] = anything(chance)
    for scalar in (*SCALARS, *STANDARD):
        values[scalar.where] = anything(chance)
        values[(*scalar.where, 1)] = anything(chance)
    enterprise = chance.choice(ENTERPRISES)
    values[mibs.SYS_OBJECT_ID] = (1, 3, 6, 1, 4, 1, enterprise, 1)
    context = {10: Rows(dict(list(values.items())[::3]))}
    return Answer(Rows(values), context, {mibs.FDB_PORT: "stopped half-way"})


@pytest.mark.parametrize("seed", range(40))
def test_nothing_that_an_agent_answers_loses_the_device(seed: int) -> None:
    readout = readout_of(answer(seed), NOW, "switch")
    assert readout.tables["identity"].state is not TableState.ABSENT
    for payload in readout.tables.values():
        assert len(payload.why) <= 500


def test_bad_rows_are_counted() -> None:
    readout = read(
        *port(1, "Gi1", base=1),
        "1.3.6.1.2.1.17.7.1.2.2.1.2.1.0.1.2.3.4.5|2|1",
        *[f"1.3.6.1.2.1.17.7.1.2.2.1.2.1.0.1.2.3.4.{n}|4|x" for n in range(6, 9)],
    )
    assert table(readout, "fdb").rows == 1
    assert "not understood (3 times)" in table(readout, "fdb").why


def test_a_table_that_was_not_read_to_its_end_is_partial_and_says_why() -> None:
    readout = readout_of(answer(1), NOW)
    found = readout.tables["fdb"]
    assert found.state is TableState.ABSENT or "stopped half-way" in found.why
