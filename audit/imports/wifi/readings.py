"""Readings of access points: what one place heard in, rows of `survey` and `wlan` out.

A signal quality of q percent is q/2 - 100 dBm, which ends at -50 dBm: 100 % means -50 dBm or
stronger. No noise floor is ever assumed: where a tool gives none, the distance to it is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from audit.imports.contract import Imported, RawFile, Remark
from audit.imports.moments import moment
from audit.inventory.cells import clean
from audit.inventory.observe import inventory_observations
from audit.inventory.places import Place
from audit.inventory.tables import Row, SurveyRow, WlanRow
from audit.payloads import Coverage, observe
from audit.records import Grade, Kind, Observation, Source, Subject

MAX_READINGS = 200_000
MAX_NAME = 255
CEILING_DBM = -50.0
"""What 100 % stands for, and everything stronger too."""
MAC = re.compile(r"\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}\b", re.I)
_SPOT = re.compile(r"^#\s*(zone|x|y|floor|time)\s*[:=]\s*(.+)$", re.I | re.M)
_ENTERPRISE = re.compile(
    r"ente?r?prise|entreprise|unternehmen|firmen|empresa|azienda|zakelijk|предприят|エンタープライズ|企业|企業"
    r"|\beap\b|802\.?1x",
    re.I,
)
_PERSONAL = re.compile(r"person|persön|personnel|psk|\bsae\b|личн|パーソナル|个人|個人", re.I)
_CIPHERS = re.compile(r"ccmp|gcmp|tkip|wep|aes|rc4", re.I)


@dataclass(frozen=True, slots=True)
class Reading:
    """One access point as one place heard it."""

    line: int = 0
    bssid: str = ""
    ssid: str = ""
    rssi_dbm: float | None = None
    percent: float | None = None
    """Signal quality where the tool gives no dBm."""
    noise_dbm: float | None = None
    channel: int | None = None
    security: str = ""
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where and when a reading was taken."""

    zone: str = ""
    x: float | None = None
    y: float | None = None
    floor: str = ""
    time: datetime | None = None
    point: str = ""
    """Tells points apart whose time nobody wrote down."""


def spot_of(raw: RawFile, text: str) -> Spot:
    """Read the place from remarks (`# zone: Z1`, `# x: 4`, `# time: …`); else the file's name is
    the zone.
    """
    said = {key.casefold(): value.strip() for key, value in _SPOT.findall(text[:8192])}
    try:
        time = moment(said.get("time", ""))
    except ValueError:
        time = None
    zone = clean(said.get("zone", raw.stem))[:MAX_NAME]
    return Spot(zone, number(said.get("x")), number(said.get("y")),
                clean(said.get("floor", ""))[:MAX_NAME], time)  # fmt: skip


def number(text: object) -> float | None:
    """Return a finite number; None for anything else."""
    try:
        found = float(str(text).replace(",", "."))
    except ValueError:
        return None
    return found if abs(found) < 1e12 else None


def mac_of(text: object) -> str:
    """Return a MAC in lower case with colons; empty when it is none."""
    digits = re.sub(r"[^0-9a-f]", "", str(text).casefold())[:13]
    return ":".join(digits[i : i + 2] for i in range(0, 12, 2)) if len(digits) == 12 else ""


def channel_of(frequency_mhz: float) -> int | None:
    """Return the channel of a centre frequency (IEEE 802.11-2020, annex E); None for none."""
    mhz = round(frequency_mhz)
    if mhz == 2484:
        return 14
    if 2412 <= mhz <= 2472 and (mhz - 2407) % 5 == 0:
        return (mhz - 2407) // 5
    if 5955 <= mhz <= 7115:
        return (mhz - 5950) // 5
    if 5000 <= mhz <= 5895:
        return (mhz - 5000) // 5
    return None


def security_of(authentication: str, cipher: str = "") -> str:
    """Name the security in one language: `WPA2-PSK`, `WPA3-Enterprise`, `WEP`, `open`.

    Whether a key or a login is asked for stays open where the words are not understood.
    """
    both = f"{authentication} {cipher}"
    wpa = re.search(r"\bWPA ?(\d)?", both, re.I)
    if wpa is None:
        if re.search(r"\bwep\b", both, re.I):
            return "WEP"
        return "" if not both.strip() or _CIPHERS.search(both) else "open"
    name = f"WPA{wpa.group(1) or ''}"
    tkip = " TKIP" if re.search("tkip", cipher, re.I) and not re.search("ccmp|aes", cipher, re.I) \
        else ""  # fmt: skip
    if _ENTERPRISE.search(authentication):
        return f"{name}-Enterprise{tkip}"
    if _PERSONAL.search(authentication):
        return f"{name}-PSK{tkip}"
    return f"{name}{tkip}"


def dbm_of(reading: Reading) -> tuple[float | None, bool]:
    """Return the strength in dBm, and whether it was converted from percent."""
    if reading.rssi_dbm is not None and -130 <= reading.rssi_dbm < 0:
        return reading.rssi_dbm, False
    if reading.percent is not None and 0 <= reading.percent <= 100:
        return reading.percent / 2 - 100, True
    return None, False


def imported_of(
    raw: RawFile, readings: Iterable[Reading], spot: Spot, method: str, notes: Iterable[Remark] = ()
) -> Imported:
    """Return the readings as evidence: measured ones A, converted ones B, networks B."""
    observations: list[Observation] = []
    unclear: list[Remark] = []
    networks: dict[str, str] = {}
    times: list[datetime] = []
    ceiling = converted = quiet = 0
    for count, reading in enumerate(readings):
        place = Place(raw.name).at(reading.line)
        if count >= MAX_READINGS:
            what = f"more than {MAX_READINGS} readings; what follows is not read"
            unclear.append(Remark(place.location, what))
            break
        level, was_percent = dbm_of(reading)
        if reading.ssid and reading.security:
            networks.setdefault(reading.ssid, reading.security)
        if level is None:
            unclear.append(Remark(place.location, f"no signal strength of {_named(reading)}"))
            continue
        converted += was_percent
        ceiling += was_percent and level >= CEILING_DBM
        noise = reading.noise_dbm
        noise = noise if noise is not None and -130 <= noise < 0 else None
        quiet += noise is None
        own = reading.spot or spot
        time = own.time or raw.modified
        times.append(time)
        row = SurveyRow(
            zone=own.zone, x=own.x, y=own.y, time=_when(own, time), bssid=mac_of(reading.bssid),
            ssid=clean(reading.ssid)[:MAX_NAME], rssi_dbm=level, noise_dbm=noise,
            channel=reading.channel, floor=own.floor,
        )  # fmt: skip
        grade = Grade.A.worsened() if was_percent else Grade.A
        observations += _observed(raw, row, place, time, method, grade)
    used = len(observations)
    observations += networks_of(raw, networks, method, spot.time or raw.modified)
    observations += _coverage(raw, times, used, method)
    skipped = (*notes, *account(used, converted, ceiling, quiet))
    return Imported(tuple(observations), used, skipped, tuple(unclear))


def _when(spot: Spot, time: datetime) -> str:
    text = time.isoformat()
    return text if spot.time or not spot.point else f"{text} point {spot.point}"[:MAX_NAME]


def _named(reading: Reading) -> str:
    return mac_of(reading.bssid) or clean(reading.ssid)[:60] or "an access point"


def account(used: int, converted: int, ceiling: int, quiet: int = 0) -> Iterable[Remark]:
    """Say what was converted, what stands at the end of the scale, and what has no noise."""
    if converted:
        at_end = f"; {ceiling} of them at 100 %, which is -50 dBm or stronger" if ceiling else ""
        yield Remark("", f"{converted} of {used} signals were percent, taken as q/2-100{at_end}")
    if quiet:
        yield Remark("", f"{quiet} of {used} readings without noise: the ratio stays unknown")


def _observed(
    raw: RawFile, row: Row, place: Place, time: datetime, method: str, grade: Grade
) -> list[Observation]:
    return inventory_observations(
        [(row, place)], raw.name, raw.sha256, time, method=method, grade=grade
    )


def networks_of(
    raw: RawFile, networks: dict[str, str], method: str, time: datetime
) -> list[Observation]:
    """Return a row of `wlan` for each network: how it is secured, as it says itself."""
    found: list[Observation] = []
    for ssid, security in networks.items():
        row = WlanRow(ssid=clean(ssid)[:MAX_NAME], security=security, looked_on=time.date())
        found += _observed(raw, row, Place(raw.name), time, method, Grade.B)
    return found


def _coverage(raw: RawFile, times: list[datetime], rows: int, method: str) -> list[Observation]:
    if not rows:
        return []
    about = Coverage(
        "survey", min(times).isoformat(), max(times).isoformat(),
        detail=f"{rows} readings in {raw.name}",
    )  # fmt: skip
    source = Source(raw.name, "", raw.sha256)
    return [observe(Subject(Kind.SOURCE, raw.name), about, source, method=method, time=max(times))]
