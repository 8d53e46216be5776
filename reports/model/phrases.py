"""Sentences of the report, each whole and with named places: what another language replaces."""

from __future__ import annotations

FLIP = "{packages} would turn {before} into {after}."
FLIP_USES = "{packages} would turn {before} into {after} ({uses})."
NO_FLIP = "No set of packages of the catalogue turns this verdict by itself."
GAIN = "closes {gates}, {points} of the index"
GAIN_POINTS_ONLY = "{points} of the index"
NO_ORDER = "Fewer than two lines were scored, so there is no order to hold on to."
ORDER = (
    "The index of every line was computed again under {draws} other weightings of severities, each"
    " weight up to a half higher or lower. An order that holds in less than {least} of them is no"
    " difference."
)
LEDGER = "{rows} points add up to the indices; their SHA-256 begins with {hash}."
LEDGER_NONE = "No score was computed, so there is no points ledger."

RISK_KINDS = {"money": "Money", "people": "People", "time": "Time", "stall": "Stall"}
RISK_MONEY = "{cost} of the plan starts after the last budget stated ({period}) has ended."
RISK_MONEY_DO = "Secure the next budget before that day, or take that work out."
RISK_OVER = "The budget {period} has {amount}; the plan starts work for {cost} in it."
RISK_OVER_DO = "Raise it, or let work wait for the next period."
RISK_LEAVE = "{person} leaves, who can repair what nobody else can: {systems}."
RISK_LEAVE_DO = (
    "Have a second person able to repair it, and the procedure written, before that day."
)
RISK_TIGHT = "{tasks} have no slack; the first of them is {task}."
RISK_TIGHT_DO = "Each day lost there moves a value date: look at these every week."
RISK_LEAD = "{task} must be ordered {weeks} before it can start."
RISK_LEAD_DO = "Order it by that day; nothing later in the plan makes up for it."
RISK_CREW = "{crews} in at least one month, more than they can give."
RISK_CREW_DO = "Free people or let work wait before the month comes."
RISK_NONE = "No budget ends, nobody is known to leave and nothing stalls within the plan."
RISKS = "What can stop the programme even if every line is made ready."
OWNER_MANAGER = "production manager"
OWNER_SPONSOR = "sponsor"

ROOM_NONE = "none needed"
LINKS_NONE = "No data flow has been listed, so links cannot be counted."
LINKS_TODAY = "{direct} direct, {layer} over the shared layer"
LINKS_UNSAID = ", {number} of which nobody said how they travel"
LINKS_BASIS = (
    "Counted from the list of flows: {sources} on a line, {shared} that lines share, {new} that"
    " each further line brings."
)
LINKS_ONE_LINE = " Flows of one line only are listed, so growth of consumers cannot be seen."
LINKS_SENTENCE = (
    "On {lines} point to point needs {direct} links; over a shared layer {layer} are enough."
)
LINKS_EQUAL = (
    "On {lines} point to point needs {direct} links and a shared layer {layer}: no reason yet to"
    " build one."
)
LINKS_ALT = (
    "Links needed by number of lines. Point to point: {first_direct} on 1 line, {last_direct} on"
    " {lines}. Shared layer: {first_layer} on 1 line, {last_layer} on {lines}."
)

MAP_NONE = "No switch is known, so there is nothing to draw."
MAP_MANY = (
    "{number} switches and firewalls are too many for one picture; the differences are listed."
)
MAP_SAME = "Every drawn cable was found where it is drawn."
MAP_DIFFERS = "{number} between the drawing and what the switches report: "
MAP_KINDS = {
    "missing": "{number} drawn and not found",
    "undocumented": "{number} found and not drawn",
    "different": "{number} found elsewhere than drawn",
}
MAP_UNREAD = "{number} could not be read on either end and stay open."
MAP_DRAWN = "As drawn"
MAP_FOUND = "As found"
MAP_ALT = "{title}: {nodes} and {edges}. {links}"
MAP_LINK = "{a} to {b}{state}"
MAP_STATE = {
    "same": "",
    "drawn": " (not found)",
    "found": " (not in the drawing)",
    "port": " (at another port)",
}

LEFT_OUT_PACKAGES = "{number} for which no gate and no failure of high severity asks: {names}."
LEFT_OUT_UNASKED = "Packages that no finding asks for: {names}."
LEFT_OUT_NAME = "Work of the catalogue"

HYGIENE = (
    "{share} of the plan's cost is foundation work; it stays useful if the use case is dropped."
)
INACTION = "{low} to {high} a week"
INACTION_ONE = "{low} a week"
INACTION_NONE = "not priced"
WATERFALL_ALT = (
    "Why {line} takes {line_years} years to pay back where the pilot took {pilot_years}: {steps}."
)
WATERFALL_NEVER = "and with it the line never pays back"

DISAGREE = "{question} IT: “{it}”; OT: “{ot}”."
WEAK = (
    "Of {number} that were judged, {share} rest on one person's statement or less;"
    " {assumed} on an assumption."
)
FIRST = "Asked first: what decides a verdict, then what brings most weight for a minute of asking."

STRIP_LEGEND = (
    ("✔", "every question holds"),
    ("▲", "something is not right, no gate is hit"),
    ("?", "a gate is open"),
    ("✖", "a gate fails"),
    ("–", "nothing to judge"),
)
CASH_TITLE = "{currency} thousand"
LINKS_TITLE = "links"
LINKS_DIRECT = "point to point"
LINKS_LAYER = "shared layer"
LINKS_LINES = "lines"
SELF_FUNDED = "paid for itself"
