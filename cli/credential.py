"""`plantready credential set|remove NAME`: device credentials, in the operating system's key ring
only.
"""

from __future__ import annotations

import click

from cli.console import Failure, Session, pass_session


@click.group("credential", short_help="Keep a device's credential in the key ring.")
def command() -> None:
    """Credentials live in this computer's key ring or in PLANTREADY_CREDENTIAL_<NAME>, never in a
    case.
    """


@command.command("set")
@click.argument("name")
@pass_session
def set_(session: Session, name: str) -> None:
    """Ask for the credential: community=… | user=…;password=…;enable=… |
    user=…;auth=SHA256:…;priv=AES:…
    """
    from audit.net.credentials import CredentialError, parse_credential, save_credential

    text = click.prompt("credential (not shown)", hide_input=True)
    try:
        parse_credential(text)
        save_credential(name, text)
    except CredentialError as error:
        raise Failure(str(error)) from None
    session.say(f"credential {name} kept in the key ring")


@command.command("remove")
@click.argument("name")
@pass_session
def remove(session: Session, name: str) -> None:
    """Forget a credential."""
    from audit.net.credentials import CredentialError, remove_credential

    try:
        remove_credential(name)
    except CredentialError as error:
        raise Failure(str(error)) from None
    session.say(f"credential {name} removed")
