"""Answers stored beside a run: each is on the disk when its caller goes on, whoever else waits."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit.evidence import Evidence, EvidenceError
from audit.evidence.store import New
from audit.evidence.writer import Writer
from audit.records import Observation
from tests.audit.evidence.test_store import seen


def opened(folder: Path) -> Evidence:
    return Evidence(f"sqlite:///{folder / 'case.db'}")


def origins(store: Evidence) -> list[str]:
    return [batch.origin for batch in store.newest_batches()]


def test_each_answer_is_there_when_its_caller_goes_on(tmp_path: Path) -> None:
    with opened(tmp_path) as store, opened(tmp_path) as other:
        writer = Writer(store)

        async def one(number: int) -> bool:
            await writer.add([seen(number), seen(number + 100)], f"probe {number}")
            return f"probe {number}" in await asyncio.to_thread(origins, other)

        async def all_of_them() -> list[bool]:
            return await asyncio.gather(*(one(number) for number in range(30)))

        assert all(asyncio.run(all_of_them()))
        assert sorted(origins(store)) == sorted(f"probe {n}" for n in range(30))
        assert [batch.rows for batch in store.newest_batches()] == [2] * 30
        assert store.verify() == ()


def test_those_that_wait_for_the_disk_go_there_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    add_all = Evidence.add_all

    def counted(self: Evidence, several: list[New]) -> list[int]:
        sizes.append(len(several))
        return add_all(self, several)

    monkeypatch.setattr(Evidence, "add_all", counted)
    with opened(tmp_path) as store:
        writer = Writer(store)

        async def all_of_them() -> None:
            await asyncio.gather(*(writer.add([seen(n)], f"probe {n}") for n in range(20)))

        asyncio.run(all_of_them())
        assert sizes == [20]
        assert origins(store) == [f"probe {n}" for n in range(20)]


def test_a_disk_that_takes_nothing_is_told_to_all_who_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: Evidence, _several: list[New]) -> list[int]:
        raise EvidenceError("no space left")

    with opened(tmp_path) as store:
        writer = Writer(store)

        async def both() -> list[object]:
            adding = (writer.add([seen(n)], f"probe {n}") for n in range(2))
            return list(await asyncio.gather(*adding, return_exceptions=True))

        with monkeypatch.context() as patched:
            patched.setattr(Evidence, "add_all", full)
            assert [str(error) for error in asyncio.run(both())] == ["no space left"] * 2
        asyncio.run(Writer(store).add([seen(3)], "probe 3"))
        assert origins(store) == ["probe 3"]


def test_of_several_batches_all_are_stored_or_none(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.add([seen(1)], "/before", "before")
        with pytest.raises(ValueError, match="as arranged"):
            store.add_all([New([seen(2)], "/a", "a"), New(_cut_off(), "/b", "b")])
        assert origins(store) == ["/before"]
        assert store.add_all([New([seen(2)], "/a", "a"), New([], "/b", "b")]) == [2, 3]
        assert store.add_all([]) == []
        assert store.verify() == ()


def _cut_off() -> Iterator[Observation]:
    yield seen(3)
    raise ValueError("as arranged")
