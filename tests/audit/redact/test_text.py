"""Names and addresses in running text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audit.redact.text import Words, addresses_replaced

WORDS = Words({"SW-L1": "device-a", "SW-L1-2": "device-b", "Press cell": "place-c"})


def test_the_longest_name_wins_and_parts_of_words_stay() -> None:
    said = WORDS.replaced("sw-l1-2 hangs at SW-L1; SW-L12 and the PRESS CELL do not")
    assert said == "device-b hangs at device-a; SW-L12 and the place-c do not"


def test_addresses_of_every_spelling_are_found() -> None:
    said = addresses_replaced(
        "00:30:de:f6:7b:1d 0030.def6.7b1d 10.1.2.3 10.1.2.0/24 2001:db8::1 a.b@plant.example",
        lambda _: "MAC", lambda _: "IP", lambda _: "MAIL",
    )  # fmt: skip
    assert said == "MAC MAC IP IP IP MAIL"


def test_times_and_versions_are_no_addresses() -> None:
    text = "seen 12:30:15 by version 15.2.7 and 300.1.2.3"
    assert addresses_replaced(text, str.upper, lambda _: "IP", str.upper) == text


@given(st.text())
def test_any_text_survives(text: str) -> None:
    assert WORDS.replaced(WORDS.replaced(text)) == WORDS.replaced(text)
    addresses_replaced(text, str, str, str)
