"""How finished English sentences are read and said in German."""

from __future__ import annotations

from reports.language.german import bent
from reports.language.memory import Memory
from reports.language.numbers import Numbers

MESSAGES = {
    "and": "und",
    "or": "oder",
    "to": "bis",
    "of": "von",
    "ready": "bereit",
    "yes, and finance signed it": "ja, und die Finanzen haben es unterschrieben",
    "no measurable effect": "keine messbare Wirkung",
    "nobody knows the password": "niemand kennt das Passwort",
    "Let a second person write the steps down.": "Eine zweite Person schreibt die Schritte auf.",
    "{number} flow": "{number} Datenfluss",
    "{number} flows": "{number} Datenflüsse",
    "{good} of {counted}": "{good} von {counted}",
    "{line}: own segment expected; seen on {good}": "{line}: eigenes Segment erwartet; bei {good}",
    "; nobody watches {listed}": "; niemand überwacht {listed}",
    "{name} runs since {day}": "{name} läuft seit {day}",
    "{name} has version {version}": "{name} hat Version {version}",
    "{name} is owned by {typed}": "{name} gehört {typed}",
    '"{text}" is none of {choices}': "„{text}“ ist keine von {choices}",
    "{names} share {segment}, where nothing filters": "{names} teilen {segment}, wo nichts filtert",
    "{a} to {b}": "{a} nach {b}",
}


def _memory(*kept: str) -> Memory:
    return Memory(MESSAGES, Numbers("de"), kept, bent)


def _said(text: str, *kept: str) -> str:
    return _memory(*kept).say(text)


def test_a_sentence_is_said_with_its_values() -> None:
    assert _said("SW-1 runs since 2026-05-04") == "SW-1 läuft seit 04.05.2026"
    assert _said("L1: own segment expected; seen on 3.5") == "L1: eigenes Segment erwartet; bei 3,5"


def test_clauses_of_a_sentence_are_said_alone_and_behind_others() -> None:
    text = "own segment expected; nobody knows the password; nobody watches F-1"
    said = "eigenes Segment erwartet; niemand kennt das Passwort; niemand überwacht F-1"
    assert _said(text) == said
    assert _memory().left(text) == 0


def test_a_line_that_is_named_like_a_word_keeps_its_name() -> None:
    assert _said("READY runs since 4 Jan 2027", "READY") == "READY läuft seit 04.01.2027"
    assert _said("Ready 1", "Ready 1") == "Ready 1"
    assert _said("ready") == "bereit"


def test_numbers_ranges_money_and_days_are_written_as_germans_write_them() -> None:
    assert _said("1,234.5") == "1.234,5"
    assert _said("2.0 to 3.1") == "2,0 bis 3,1"
    assert _said("116 000 to 120 000 EUR") == "116 000 bis 120 000 EUR"
    assert _said("EUR 538") == "538 EUR"
    assert _said("100%") == "100\u00a0%"
    assert _said("4 Jan 2027") == "04.01.2027"
    assert _said("2027-02-30") == "2027-02-30"  # no day


def test_addresses_versions_and_models_are_no_numbers() -> None:
    for text in ("10.30.1.0/24", "SLC 500", "IEC 62443-3-3 SR 1.2, 1.3", "plantready 0.1.0"):
        assert _said(text) == text
    assert _said("SW-1 has version 2.8") == "SW-1 hat Version 2.8"


def test_a_counted_noun_is_bent_after_a_preposition() -> None:
    assert _said("3 flows") == "3 Datenflüsse"
    assert _said("2 of 3 flows") == "2 von 3 Datenflüssen"
    assert _said("1 of 1 flow") == "1 von 1 Datenfluss"
    assert bent("bei ", "11 aktive Konten") == "11 aktiven Konten"
    assert bent("von ", "90 Prozent") == "90 Prozent"


def test_what_is_cut_is_said_as_far_as_it_goes() -> None:
    text = "PC-1 and PC-2 share VLAN 1, where nothing…"
    said = _said(text)
    assert said.startswith("PC-1 und PC-2 teilen VLAN 1, wo")
    assert said.endswith("…")
    assert len(said) <= len(text)
    assert _said("Let a second person write…").startswith("Eine zweite Person")


def test_items_of_a_list_may_hold_commas_and_and() -> None:
    text = '"it depends" is none of yes, and finance signed it and no measurable effect'
    assert _said(text) == (
        "„it depends“ ist keine von ja, und die Finanzen haben es unterschrieben"
        " und keine messbare Wirkung"
    )


def test_what_people_typed_stays_within_a_sentence() -> None:
    assert _said("F-1 is owned by the late shift") == "F-1 gehört the late shift"
    assert _said("F-1 is owned by plant and crew") == "F-1 gehört plant und crew"


def test_text_that_no_message_explains_is_unchanged() -> None:
    for text in ("Spare valve in shed", "the pump, which leaks", "  two  spaces ", "x" * 300):
        assert _said(text) == text


def test_what_is_known_in_part_only_stays_whole() -> None:
    text = "somebody borrowed the long ladder to another building"
    assert _said(text) == text
    assert _memory().left(text) > 20


def test_keys_of_results_are_never_said() -> None:
    for key in ("L1/pdm/NET-02/SW-1 to SW-2", "row:links/SW-1 to SW-2 row"):
        assert _said(key) == key


def test_hostile_text_is_read_with_bounded_work() -> None:
    memory, asked = _memory(), 0
    read = memory.read

    def counted(text: str, depth: int = 0) -> object:
        nonlocal asked
        asked += 1
        return read(text, depth)

    memory.read = counted  # type: ignore[method-assign,assignment]  # counts the work done
    for text in (
        "a of " * 20_000, "(" * 100_000, "1 flows; " * 11_000, "{name} " * 14_000,
        '"' * 100_000, "x, y and " * 11_000, ": " * 50_000, " to ".join("ab" * 12_000),
    ):  # fmt: skip
        said = memory.say(text)
        assert len(said) < 3 * len(text)
        assert asked < 1_000_000
