"""The project file as MPXJ reads it, the reader of ProjectLibre, where that is installed."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from planning import make_plan
from reports.schedules.mspdi import project_xml
from tests.planning import build

READER = """
import glob, importlib.util, json, os, sys
import jpype
import jpype.imports
home = os.path.dirname(importlib.util.find_spec("mpxj").origin)
jpype.startJVM(classpath=glob.glob(os.path.join(home, "lib", "*.jar")))
from org.mpxj.reader import UniversalProjectReader
project = UniversalProjectReader().read(sys.argv[1])
tasks = {
    str(task.getName()).split(" ")[0]: [
        str(task.getStart())[:10],
        str(task.getFinish())[:10],
        sorted(str(r.getPredecessorTask().getName()).split(" ")[0] for r in task.getPredecessors()),
        sorted(str(a.getResource().getName()) for a in task.getResourceAssignments()),
    ]
    for task in project.getTasks()
    if not task.getSummary()
}
print(json.dumps({"tasks": tasks, "ignored": [str(e) for e in project.getIgnoredErrors()]}))
"""


def test_another_reader_finds_the_same_dates_links_and_crews(tmp_path: Path) -> None:
    for name in ("mpxj", "jpype"):
        pytest.importorskip(name, reason="MPXJ and a JVM are not installed")
    facts = build.plant().facts()
    plan = make_plan(build.judgement(), facts, time_limit_s=2)
    file = tmp_path / "plan.xml"
    file.write_text(project_xml(plan, facts, made_on=datetime(2027, 1, 4)), encoding="utf-8")
    command = [sys.executable, "-c", READER, str(file)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    assert told["ignored"] == []
    planned = {item.task.task_id for item in plan.tasks}
    assert told["tasks"] == {
        item.task.task_id: [
            str(item.start),
            str(item.finish),
            sorted(name for name in item.task.after if name in planned),
            sorted(item.task.crews),
        ]
        for item in plan.tasks
    }
