import pytest

from audit.switches.snmp_port_lists import Form, form_of, port_names, port_numbers


def test_a_bitmap_counts_from_port_1_at_the_highest_bit() -> None:
    assert port_numbers(b"\xc0\x01") == {1, 2, 16}
    assert port_numbers(b"") == set()


def test_a_bitmap_that_looks_like_a_digit_stays_a_bitmap() -> None:
    assert form_of([b"0", b"1"]) is Form.BITMAP
    assert port_numbers(b"0") == {3, 4}


def test_decimal_lists_are_told_by_the_commas_of_any_of_them() -> None:
    assert form_of([b"", b"4102,4104,0", b"4102"]) is Form.DECIMAL
    assert port_numbers(b"4102", Form.DECIMAL) == {4102}


def test_hexadecimal_octets_written_as_text_are_a_bitmap() -> None:
    assert form_of([b"80 01", b"0"]) is Form.HEXADECIMAL
    assert port_numbers(b"80 01", Form.HEXADECIMAL) == {1, 16}
    assert port_numbers(b"0", Form.HEXADECIMAL) == set()


def test_a_bitmap_of_12_kilobytes_is_read() -> None:
    assert port_numbers(bytes(12_155) + b"\x01") == {97_248}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("1/0/15-18", ["1/0/15", "1/0/16", "1/0/17", "1/0/18"]),
        ("1/0/1,1/0/9-1/0/10", ["1/0/1", "1/0/9", "1/0/10"]),
        ("", []),
        ("LAG1", ["LAG1"]),
        ("1/0/1-99999999", ["1/0/1-99999999"]),
    ],
)
def test_ranges_of_port_names_are_expanded_within_bounds(text: str, names: list[str]) -> None:
    assert port_names(text) == names
