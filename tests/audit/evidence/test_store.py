"""The evidence store: what was reported as stored is there, unchanged, in its order."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.evidence import Evidence, EvidenceError
from audit.evidence.chain import START, canonical
from audit.payloads import FdbEntry, observe
from audit.records import Grade, Json, Kind, Observation, Source, Status, Subject

ROOT = Path(__file__).resolve().parents[3]


def seen(number: int, value: Json = None) -> Observation:
    """Return a small observation."""
    return Observation(
        Subject(Kind.DEVICE, f"dump SW-{number}"),
        "vlan",
        value if value is not None else {"vlan_id": number},
        Source("SW.txt", f"line {number}", "ab" * 32),
        "switch-dump",
        Grade.A,
        datetime(2026, 3, 1, 12, 0, tzinfo=UTC),
        Status.OK,
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Evidence]:
    """Open a store in a folder with blanks and umlauts."""
    folder = tmp_path / "Prüfung 1"
    folder.mkdir()
    with Evidence(f"sqlite:///{folder / 'case.db'}") as evidence:
        yield evidence


def test_what_is_added_comes_back_in_its_order(store: Evidence) -> None:
    observations = [seen(number) for number in range(1, 12)]
    assert store.add(observations[:10], "/a", "a", "11") == 1
    assert store.add(observations[10:], "/b", "b") == 2
    back = list(store.read())
    assert [item.observation for item in back] == observations
    assert [item.evidence_id for item in back] == list(range(1, 12))
    assert [item.batch for item in back] == [1] * 10 + [2]
    assert back[0].previous_hash == START
    assert store.head() == back[-1].row_hash
    assert back[0].collector.startswith("plantready ")
    assert store.verify() == ()


def test_an_empty_store_has_a_head_and_verifies(store: Evidence) -> None:
    assert store.head() == START
    assert store.verify() == ()
    assert list(store.read()) == []


def test_a_failing_batch_stores_nothing(store: Evidence) -> None:
    store.add([seen(1)], "/a", "a")
    head = store.head()

    def breaks() -> Iterator[Observation]:
        yield seen(2)
        raise RuntimeError("the cable was pulled")

    with pytest.raises(RuntimeError):
        store.add(breaks(), "/a", "a")
    with pytest.raises(ValueError, match="JSON"):
        store.add([seen(3, {"x": float("nan")})], "/a", "a")
    assert store.head() == head
    assert store.verify() == ()


def test_only_the_newest_batch_of_an_origin_decides_whether_a_file_is_known(
    store: Evidence,
) -> None:
    assert not store.has_batch("/a", "11")
    store.add([seen(1)], "/a", "a", "11", reader="pcap")
    assert store.has_batch("/a", "11")
    assert store.has_batch("/a", "11", "pcap")
    assert not store.has_batch("/a", "11", "nmap-xml")
    assert not store.has_batch("/b", "11")
    store.add([], "/a", "a", "22")
    assert not store.has_batch("/a", "11")
    assert [(batch.origin, batch.rows) for batch in store.newest_batches()] == [("/a", 0)]


def test_rows_cannot_be_changed_or_deleted(tmp_path: Path) -> None:
    with Evidence(f"sqlite:///{tmp_path / 'case.db'}") as evidence:
        evidence.add([seen(1)], "/a", "a")
        evidence.save_result("plan", "h", "{}")
    with sqlite3.connect(tmp_path / "case.db") as raw:
        for table in ("evidence", "batches", "results"):
            for verb in (f"DELETE FROM {table}", f"UPDATE {table} SET rowid = rowid + 5"):
                with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                    raw.execute(verb)


def test_two_writers_continue_one_chain(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'case.db'}"
    with Evidence(url) as one, Evidence(url) as two:
        for number in range(1, 9):
            (one if number % 2 else two).add([seen(number)], f"/{number}", "x")
        assert one.head() == two.head()
        assert one.verify() == ()
        assert [item.evidence_id for item in two.read()] == list(range(1, 9))


def test_a_reader_sees_one_state_while_another_writes(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'case.db'}"
    with Evidence(url) as one, Evidence(url) as two:
        one.add([seen(n) for n in range(6000)], "/a", "a")
        reading = one.read()
        next(reading)
        two.add([seen(1)], "/b", "b")
        assert sum(1 for _ in reading) == 5999


_WRITER = """
import sys
from audit.evidence import Evidence
from audit.payloads import Vlan, observe
from audit.records import Source
with Evidence(sys.argv[1]) as evidence:
    number = 0
    while True:
        number += 1
        rows = [observe(f"d{i}", Vlan(i + 1), Source("f"), method="m") for i in range(200)]
        batch = evidence.add(rows, f"/{number}", "x")
        print(batch, evidence.head(), flush=True)
"""


def test_kill_9_loses_nothing_that_was_reported_as_stored(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'case.db'}"
    for acknowledged in (3, 1, 5):
        child = subprocess.Popen(
            [sys.executable, "-c", _WRITER, url],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert child.stdout is not None
        said = [child.stdout.readline().split() for _ in range(acknowledged)]
        child.kill()
        said += [line.split() for line in child.stdout.read().splitlines() if line.count(" ") == 1]
        child.wait()
        with Evidence(url) as evidence:
            assert evidence.verify() == ()
            heads = {item.batch: item.row_hash for item in evidence.read()}
            for batch, head in said:
                if len(head) == 64:
                    assert heads[int(batch)] == head


def test_many_rows_are_one_batch(store: Evidence) -> None:
    source = Source("walk.snmprec", "", "ab" * 32)
    rows = (
        observe("SW", FdbEntry("00:11:22:33:44:55", f"Gi0/{n}", n % 4000), source, method="snmp")
        for n in range(65_000)
    )
    store.add(rows, "/walk", "walk", "ab" * 32)
    assert [batch.rows for batch in store.newest_batches()] == [65_000]
    assert store.verify() == ()


def test_results_are_kept_beside_the_older_ones(store: Evidence) -> None:
    assert store.latest_result("plan") is None
    store.save_result("plan", "h1", "one")
    store.save_result("plan", "h1", "one")
    store.save_result("judgement", "h1", "j")
    store.save_result("plan", "h2", "two")
    assert [result.text for result in store.results("plan")] == ["one", "two"]
    latest = store.latest_result("plan")
    assert latest is not None
    assert (latest.text, latest.dataset_hash) == ("two", "h2")
    assert len(store.results()) == 3


def test_the_journal_says_what_was_done(store: Evidence) -> None:
    store.note("import", "3 files")
    store.note("probe")
    assert [(entry.what, entry.detail) for entry in store.journal()] == [
        ("import", "3 files"),
        ("probe", ""),
    ]
    assert len(store.journal("probe")) == 1


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "database URL"),
        ("nodatabase://x", "database URL"),
        ("sqlite:////no/such/folder/case.db", "cannot be opened"),
    ],
)
def test_a_database_that_cannot_be_opened_is_said(url: str, said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        Evidence(url)


def test_another_file_is_not_taken_for_evidence(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    path.write_bytes(b"this is no database, but a letter" * 200)
    with pytest.raises(EvidenceError, match="cannot be opened"):
        Evidence(f"sqlite:///{path}")
    assert path.read_bytes().startswith(b"this is no database")


def test_evidence_of_another_version_is_refused(tmp_path: Path) -> None:
    Evidence(f"sqlite:///{tmp_path / 'case.db'}").close()
    with sqlite3.connect(tmp_path / "case.db") as raw:
        raw.execute("UPDATE meta SET value = '99'")
    with pytest.raises(EvidenceError, match="format 99"):
        Evidence(f"sqlite:///{tmp_path / 'case.db'}")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=8), inner, max_size=4
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(value=_JSON, text=st.text(max_size=30))
def test_any_value_and_any_text_survives(value: Json, text: str) -> None:
    with Evidence("sqlite:///:memory:") as evidence:
        source = Source(text, text)
        observation = Observation(
            Subject(Kind.SOURCE, text), "coverage", value, source, "m", Grade.B
        )
        evidence.add([observation], text, text)
        (back,) = evidence.read()
        assert canonical(back.observation.value) == canonical(value)
        assert evidence.verify() == ()


def test_a_kept_result_that_is_not_wanted_is_not_read(tmp_path: Path) -> None:
    with Evidence(f"sqlite:///{tmp_path / 'case.db'}") as evidence:
        for text in ("one, and much more", "two, and much more", "one again"):
            evidence.save_result("judgement", "9f", text)
        chosen = evidence.newest_results("judgement", lambda head: head.startswith("one"))
        assert [result.text for result in chosen] == ["one again", "one, and much more"]
        assert len(list(evidence.newest_results("judgement"))) == 3
