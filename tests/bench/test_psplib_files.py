"""Benchmark files become instances."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.psplib import sample
from bench.psplib_files import SHARED, Known, known, multi_project, patterson, read
from planning.engine.check import broken_rules
from planning.engine.frame import frame_of
from planning.engine.lower import lower_bound
from planning.engine.makespan import solve


def test_a_patterson_file_gives_durations_demands_and_links() -> None:
    text = "3 1\n 4\n 0 0 2 2 3\n 5 3 1 3\n 2 4 0\n"
    instance = patterson(text, "tiny")
    assert [act.durations for act in instance.activities] == [(0,), (5,), (2,)]
    assert [act.after for act in instance.activities] == [(), ((0, 0),), ((0, 0), (1, 0))]
    assert instance.activities[2].demands == ((0, 4),)
    assert instance.capacities == ((4,) * 7,)


def test_a_multi_project_file_keeps_its_lags() -> None:
    tasks: list[dict[str, object]] = [
        {"name": "a", "dur": 2, "preds": [], "dem": {"crew": 1}},
        {"name": "b", "dur": 1, "preds": [[0, "FS", 5.0]], "dem": {"crew": 2}},
    ]
    instance = multi_project(json.dumps({"name": "m", "cap": {"crew": 2}, "tasks": tasks}))
    assert instance.activities[1].after == ((0, 5),)
    assert solve(instance, seconds=1.0, exact=False).schedule.objective == 8


def test_a_sample_takes_every_group_before_it_takes_one_twice() -> None:
    files = [Known(Path(f"j30{group}_{n}.sm"), 1, 1) for group in range(1, 5) for n in range(1, 4)]
    assert [file.path.stem for file in sample(files, 4)] == ["j301_1", "j302_1", "j303_1", "j304_1"]
    assert len({file.path.stem[:-2] for file in sample(files, 2)}) == 2
    assert sample(files, 0) == files


@pytest.mark.skipif(not SHARED.is_dir(), reason="the benchmark files are not there")
@pytest.mark.parametrize("folder", ["psplib_j30", "psplib_j120", "patterson"])
def test_known_values_lie_between_bound_and_schedule(folder: str) -> None:
    for file in known(folder)[::40]:
        instance = read(file.path)
        result = solve(instance, seconds=60.0, work_limit=30, exact=False)
        assert broken_rules(instance, result.schedule) == ()
        assert file.upper is not None
        assert lower_bound(frame_of(instance)) <= file.upper <= result.schedule.objective
