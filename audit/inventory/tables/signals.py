"""Tables about single values: the signals a use case needs, where each arrives, and the clocks."""

from __future__ import annotations

from typing import ClassVar

from audit.inventory.tables.base import Day, Number, Row, Text, YesNo


class SignalRow(Row):
    """A value that a use case needs from a line, named as in the use case's list: the same name on
    every line.
    """

    table: ClassVar[str] = "signals"
    key: ClassVar[tuple[str, ...]] = ("line", "use_case", "signal")
    signal: Text
    line: Text = ""
    """Empty: every line that lists no signal of that name itself."""
    use_case: Text = ""
    """Empty: every use case."""
    asset: Text = ""
    """The asset id it is read from."""
    tag: Text = ""
    """What the controller calls it."""
    required: YesNo = None
    essential: YesNo = None
    """Whether the use case cannot do without it."""
    exists: YesNo = None
    """Whether the controller's tag export or the sensor list has it."""
    connected: YesNo = None
    """Whether somebody reads it today."""
    add_cost: Number = None
    """Of adding what is missing."""
    needed_ms: Number = None
    """How often the use case needs a new value."""
    achievable_ms: Number = None
    """How often the controller or gateway can give one, as documented."""
    p95_ms: Number = None
    """Measured time between two values that 95 % do not exceed."""
    data_type: Text = ""
    unit: Text = ""
    path: Text = ""
    """ISA-95 path: site/area/line/cell/equipment."""
    history_days: Number = None
    """Length of the stored history that the two shares below were counted over."""
    complete_percent: Number = None
    implausible_percent: Number = None
    """Flat-lined, out of range, or two values at one time."""
    measured_on: Day = None
    """When p95 and the shares were measured."""
    source_class: Text = ""
    """What usually gives it: sensor, controller, camera, meter, MES, person."""
    needed_unit: Text = ""
    """The unit that the use case reckons in, or the type of what has none; `unit` is what the line
    delivers.
    """


class HopRow(Row):
    """How one signal arrived at one station of its way: controller, gateway, broker, consumer."""

    table: ClassVar[str] = "hops"
    key: ClassVar[tuple[str, ...]] = ("flow_id", "hop", "signal")
    flow_id: Text
    hop: Text
    """The station's name, such as `broker` or an asset id."""
    signal: Text = ""
    """Empty: all signals of the flow."""
    arrived: YesNo = None
    age_s: Number = None
    """Age of the last value."""
    late_percent: Number = None
    """Share of values that came late over the time watched."""
    hours: Number = None
    """How long it was watched."""
    measured_on: Day = None


class ClockRow(Row):
    """A clock along the data path."""

    table: ClassVar[str] = "clocks"
    key: ClassVar[tuple[str, ...]] = ("host",)
    host: Text
    """An asset id or a host name."""
    line: Text = ""
    source: Text = ""
    """The time server it follows; `none` when there is none."""
    offset_ms: Number = None
    """Against the reference; empty: it could not be read."""
    utc: YesNo = None
    """Whether it stores times in UTC; empty where it stores none."""
    dst_jumps: YesNo = None
    """Whether its times jump when summer time begins or ends."""
    measured_on: Day = None
