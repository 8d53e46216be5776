"""Tables that only the workbook shows: work packages, links, segments, crossings, accounts."""

from __future__ import annotations

from audit.facts.crossings import HERE, Crossing, crossings
from audit.inventory.tables import AccountRow, FlowRow
from planning.catalogue import catalogue
from reports.model.annex import Extra
from reports.model.ground import Ground
from reports.model.registers import registers

Cell = str | float | None


def extras(ground: Ground) -> tuple[Extra, ...]:
    """The tables that have rows."""
    tables = (
        *(_packages(ground), _links(ground), _segments(ground), _crossings(ground)),
        _accounts(ground),
        *registers(ground),
    )
    return tuple(table for table in tables if table.rows)


def _packages(ground: Ground) -> Extra:
    """The catalogue's packages that the plan uses."""
    used = {s.task.work_package for s in (ground.plan.tasks if ground.plan else ())}
    rows: list[tuple[Cell, ...]] = []
    for p in (package for package in catalogue() if package.code in used):
        tasks = [s.task for s in (ground.plan.tasks if ground.plan else ())]
        mine = [task for task in tasks if task.work_package == p.code]
        rows.append(
            (
                *(
                    p.code,
                    p.name,
                    p.scope,
                    p.fixed_low,
                    p.fixed_high,
                    p.unit_low,
                    p.unit_high,
                    p.unit,
                ),
                *("; ".join(p.crews), p.downtime_text, p.lead_weeks_low, p.lead_weeks_high),
                *("; ".join(p.prerequisites), "; ".join(p.clears)),
                *(float(len(mine)), sum(t.effort_pd for t in mine), sum(t.cost for t in mine)),
            )
        )
    columns = (
        *("package", "name", "scope", "fixed low (pd)", "fixed high (pd)", "unit low (pd)"),
        *("unit high (pd)", "unit", "crews", "downtime", "lead low (weeks)", "lead high (weeks)"),
        *("after", "clears", "tasks", "planned (pd)", f"cost ({ground.currency})"),
    )
    what = "The catalogue's work packages that this plan uses; efforts are project defaults."
    return Extra("Work packages", what, columns, tuple(rows))


def _links(ground: Ground) -> Extra:
    rows: list[tuple[Cell, ...]] = [
        (
            *(f.flow_id, f.use_case, f.line, f.source, f.protocol, f.dest, f.consumer, str(f.via)),
            *(_yes(f.required), _yes(f.exists), str(f.reuse_class), f.owner),
        )
        for f in (stated.record for stated in ground.facts.table(FlowRow))
    ]
    columns = (
        *("flow", "use case", "line", "source", "protocol", "destination", "consumer", "via"),
        *("required", "exists", "reuse", "owner"),
    )
    return Extra("Links", "Every data flow from a line to a consumer.", columns, tuple(rows))


def _segments(ground: Ground) -> Extra:
    rows: list[tuple[Cell, ...]] = []
    for s in ground.facts.segments:
        classes = "; ".join(f"{number} {role or 'not classified'}" for role, number in s.classes)
        vlan = None if s.vlan_id is None else float(s.vlan_id)
        rows.append((vlan, s.subnet, s.line, float(len(s.device_ids)), classes, "; ".join(s.lines)))
    columns = ("VLAN", "subnet", "meant for", "devices", "what lives in it", "lines found in it")
    return Extra("Segments", "Broadcast domains and what lives in them.", columns, tuple(rows))


def _crossings(ground: Ground) -> Extra:
    """The matrix vantage point × segment × service; a plant asked from one place only has none."""
    found = crossings(ground.facts)
    columns = ("reached from", "segment", "subnet", "line", "port", "service", "state",
               "where and what", "newest try")  # fmt: skip
    what = "What answers in each segment, by the place from where it was tried."
    named = any(crossing.vantage != HERE for crossing in found)
    return Extra("Crossings", what, columns, tuple(map(_crossing, found)) if named else ())


def _crossing(found: Crossing) -> tuple[Cell, ...]:
    parts = (("open", found.open_at), ("filtered", found.filtered_at), ("shut", found.shut_at),
             ("silent", found.silent_at))  # fmt: skip
    where = "; ".join(f"{word}: {', '.join(names)}" for word, names in parts if names)
    return (
        *(found.vantage, found.segment, found.subnet, found.line, float(found.port)),
        *(found.service, str(found.state), where, found.newest.date().isoformat()),
    )


def _accounts(ground: Ground) -> Extra:
    """One row an account, the lists side by side; no secrets exist here to leak."""
    found: dict[str, list[AccountRow]] = {}
    for row in (stated.record for stated in ground.facts.table(AccountRow)):
        found.setdefault(row.account.casefold(), []).append(row)
    rows: list[tuple[Cell, ...]] = []
    for accounts in (found[key] for key in sorted(found)):
        lists = "; ".join(dict.fromkeys(a.system_of_record or "?" for a in accounts))
        classes = "; ".join(
            dict.fromkeys(str(a.account_class) for a in accounts if a.account_class)
        )
        owners = "; ".join(dict.fromkeys(a.owner for a in accounts if a.owner))
        lines = "; ".join(dict.fromkeys(line for a in accounts for line in a.line))
        enabled = next((a.enabled for a in accounts if a.enabled is not None), None)
        path = next((a.in_data_path for a in accounts if a.in_data_path is not None), None)
        rows.append((accounts[0].account, classes, lines, owners, lists, _yes(enabled), _yes(path)))
    columns = ("account", "class", "lines", "owner", "listed in", "enabled", "in the data path")
    return Extra("Accounts", "Accounts and the lists that know them.", columns, tuple(rows))


def _yes(value: bool | None) -> str:
    return "" if value is None else ("yes" if value else "no")
