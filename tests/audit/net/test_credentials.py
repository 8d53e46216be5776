import sys
from types import SimpleNamespace

import pytest

from audit.net.credentials import (
    Account,
    Community,
    CredentialError,
    SnmpUser,
    find_credential,
    parse_credential,
    save_credential,
)


def test_the_three_forms() -> None:
    assert parse_credential("community=plant-read") == Community("plant-read")
    assert parse_credential("user=a;password=b;c;enable=d") == Account("a", "b;c", "d")
    assert parse_credential("user=a;auth=SHA-256:phrase-one;priv=aes128:phrase-two") == SnmpUser(
        "a", "SHA256", "phrase-one", "AES", "phrase-two"
    )


def test_no_secret_is_in_a_records_text() -> None:
    for text in (
        "community=geheim-1",
        "user=a;password=geheim-1;enable=geheim-2",
        "user=a;auth=SHA:geheim-1;priv=AES:geheim-2",
    ):
        assert "geheim" not in repr(parse_credential(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "geheim-1",
        "community=",
        "user=a;priv=AES:geheim-12",
        "user=a;auth=ROT13:geheim-1",
        "user=a;auth=SHA:geheim",
        "community=x;password=geheim",
    ],
)
def test_another_form_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(CredentialError) as caught:
        parse_credential(text)
    assert "geheim" not in str(caught.value)


def _ring(monkeypatch: pytest.MonkeyPatch, held: str | None) -> None:
    def get_password(_service: str, _name: str) -> str | None:
        return held

    monkeypatch.setitem(sys.modules, "keyring", SimpleNamespace(get_password=get_password))


def test_the_environment_goes_before_the_key_ring(monkeypatch: pytest.MonkeyPatch) -> None:
    _ring(monkeypatch, "community=from-ring")
    assert find_credential("core-1") == Community("from-ring")
    monkeypatch.setenv("PLANTREADY_CREDENTIAL_core_1", "community=from-environment")
    assert find_credential("core-1") == Community("from-environment")


def test_a_missing_credential_says_how_to_give_it(monkeypatch: pytest.MonkeyPatch) -> None:
    _ring(monkeypatch, None)
    with pytest.raises(CredentialError, match="plantready credential set core"):
        find_credential("core")
    with pytest.raises(CredentialError, match="names no credential"):
        find_credential("")


def test_a_computer_without_a_key_ring_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: str) -> None:
        raise RuntimeError("no backend")

    ring = SimpleNamespace(get_password=refuse, set_password=refuse)
    monkeypatch.setitem(sys.modules, "keyring", ring)
    with pytest.raises(CredentialError, match="PLANTREADY_CREDENTIAL_core"):
        save_credential("core", "community=abc")
    with pytest.raises(CredentialError, match="no credential core"):
        find_credential("core")
