"""Account lists: the spreadsheet and the directory, and no password of either."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest

from audit.imports import accounts
from audit.imports.contract import Imported, UnreadableFileError
from audit.imports.moments import moment
from audit.imports.registry import detect
from audit.imports.secrets import is_secret_column, without_secrets
from audit.records import Grade
from tests.audit.imports.files import raw, remarks, rows
from tests.audit.inventory.workbooks import workbook


def by_name(imported: Imported) -> dict[str, dict[str, object]]:
    """Return the accounts by name."""
    return {row["account"]: row for row in rows(imported)}


SHEET: list[list[str | None]] = [
    ["Machine logins, kept by maintenance"],
    [],
    ["Login", "Typ", "Linie", "Used for", "Verantwortlich", "Last login", "Active", "Kennwort",
     "Shelf"],
    ["svc-l1", "Machine account", "L1;L2", "PLC to MES", "", "03.11.2026", "ja", "Sommer2024!",
     "B3"],
    ["old-hmi", "Anlage", "L1", "HMI, password: geheim1", "automation lead", "", "gesperrt", "",
     ""],
    [None, "machine", "L9", "nobody knows", None, None, None, "x", None],
]  # fmt: skip


@pytest.mark.parametrize("form", ["workbook", "csv"])
def test_the_spreadsheet_is_read_under_its_own_headings(form: str) -> None:
    if form == "workbook":
        file = raw("Konten 2026.xlsx", workbook(Logins=[list(row) for row in SHEET]))
    else:
        text = "\n".join(";".join(f'"{cell or ""}"' for cell in row) for row in SHEET)
        file = raw("Konten 2026.csv", text.encode("cp1252"))
    importer = detect(file)
    assert importer is not None
    assert importer.name == "accounts"
    imported = importer.read(file)
    found = by_name(imported)
    assert set(found) == {"svc-l1", "old-hmi"}
    account = found["svc-l1"]
    assert account["account_class"] == "machine"
    assert account["line"] == ["L1", "L2"]
    assert account["enabled"] is True
    assert account["last_logon"] == "2026-11-03"
    assert account["last_logon_known"] is True
    assert account["system_of_record"] == "spreadsheet"
    assert found["old-hmi"]["enabled"] is False
    assert found["old-hmi"]["account_class"] == ""
    assert "account_class 'Anlage' is not understood" in remarks(imported)
    assert "column 'Shelf' is not understood" in remarks(imported)
    assert "no account name; row left out" in remarks(imported)
    places = {o.source.location for o in imported.observations}
    assert places == ({"Logins!A4", "Logins!A5"} if form == "workbook" else {"line 4", "line 5"})


def test_no_password_of_a_list_gets_in() -> None:
    imported = accounts.read(raw("k.xlsx", workbook(Logins=[list(row) for row in SHEET])))
    everything = json.dumps([o.value for o in imported.observations]) + remarks(imported)
    for secret in ("Sommer2024", "geheim1"):
        assert secret not in everything
    assert imported.refused_secrets == 3
    assert "its values were thrown away" in remarks(imported)


def test_a_list_without_a_last_login_says_that_it_is_not_known() -> None:
    imported = accounts.read(raw("a.csv", "account,type,owner\nx,service,lead\n"))
    assert by_name(imported)["x"]["last_logon_known"] is False


def test_a_disabled_column_is_turned_round() -> None:
    text = "user;disabled;owner\na;yes;x\nb;no;x\nc;;x\n"
    found = by_name(accounts.read(raw("a.csv", text)))
    assert [found[name]["enabled"] for name in "abc"] == [False, True, None]


def test_the_table_of_the_inventory_is_read_with_its_own_source() -> None:
    text = "account,account_class,system_of_record,in_data_path\nx,machine,vault,yes\n"
    (row,) = rows(accounts.read(raw("accounts.csv", text)))
    assert (row["system_of_record"], row["in_data_path"]) == ("vault", True)


LDIF = f"""version: 1
# exported by the service desk

dn: CN=svc-mes,OU=Service Accounts,DC=plant,DC=example
objectClass: top
objectClass: user
sAMAccountName: svc-mes
description: PLC to
  MES pw=hunter22
userAccountControl: 66050
pwdLastSet: 134055648000000000
lastLogonTimestamp: 0
accountExpires: 9223372036854775807
whenCreated: 20260112080000.0Z
managedBy: CN=Lead\\, automation,OU=People,DC=plant,DC=example
memberOf: CN=Domain Admins,CN=Users,DC=plant,DC=example
unicodePwd:: {base64.b64encode(b"secret").decode()}
ms-Mcs-AdmPwd: xK8)2!

dn:: {base64.b64encode("CN=Jörg Meßmer,OU=People,DC=plant,DC=example".encode()).decode()}
objectClass: user
sAMAccountName:: {base64.b64encode("j.meßmer".encode()).decode()}
userAccountControl: 512
employeeType: external
lastLogonTimestamp: 134389152000000000
jpegPhoto:< file:///etc/passwd

dn: CN=PLC-GW,OU=Computers,DC=plant,DC=example
objectClass: computer
sAMAccountName: PLC-GW$
userAccountControl: 4096

dn: CN=operators,OU=Groups,DC=plant,DC=example
objectClass: group
sAMAccountName: operators
"""


def test_an_ldif_export_is_read_as_the_directory() -> None:
    file = raw("export.ldif", LDIF.replace("\n", "\r\n"))
    importer = detect(file)
    assert importer is not None
    assert importer.name == "accounts"
    imported = importer.read(file)
    found = by_name(imported)
    assert set(found) == {"svc-mes", "j.meßmer", "PLC-GW$"}
    service = found["svc-mes"]
    assert service["enabled"] is False
    assert service["privileged"] is True
    assert service["account_class"] == "service"
    assert service["owner"] == "Lead, automation"
    assert service["created"] == "2026-01-12"
    assert service["pwd_last_set"] == "2025-10-22"
    assert service["last_logon"] is None
    assert service["last_logon_known"] is True
    assert service["end_date"] is None
    assert found["j.meßmer"]["account_class"] == "contractor"
    assert found["j.meßmer"]["privileged"] is None
    assert found["PLC-GW$"]["account_class"] == "machine"
    assert {row["system_of_record"] for row in found.values()} == {"directory"}
    assert imported.refused_secrets == 3
    assert "hunter22" not in json.dumps([o.value for o in imported.observations])
    assert "no account: CN=operators" in remarks(imported)


POWERSHELL = """#TYPE Selected.Microsoft.ActiveDirectory.Management.ADUser
"SamAccountName","Enabled","PasswordLastSet","LastLogonDate","Description","Manager","MemberOf"
"svc-a","True","10/22/2025 6:00:00 AM","","to MES","","CN=Users,DC=x CN=Administratoren,DC=x"
"m.out","False","22.10.2025 06:00:00","2026-11-01T00:00:00","","CN=Lead,DC=x",""
"z","True","31/12/2025 06:00:00","","","",""
"""


def test_a_powershell_export_is_read_as_the_directory() -> None:
    file = raw("ad.csv", POWERSHELL.encode("utf-16"))
    importer = detect(file)
    assert importer is not None
    assert importer.name == "accounts"
    imported = importer.read(file)
    found = by_name(imported)
    assert found["svc-a"]["pwd_last_set"] == "2025-10-22"
    assert found["svc-a"]["privileged"] is True
    assert found["m.out"]["enabled"] is False
    assert found["m.out"]["last_logon"] == "2026-11-01"
    assert found["m.out"]["owner"] == "Lead"
    assert found["m.out"]["privileged"] is False
    assert found["z"]["pwd_last_set"] is None
    assert "line 5: pwdlastset: a time is wanted" in remarks(imported)


def test_a_csvde_export_is_read_as_the_directory() -> None:
    text = (
        "DN,objectClass,sAMAccountName,userAccountControl,pwdLastSet\n"
        '"CN=a,DC=x",top;person;user,a,514,134055648000000000\n'
        '"CN=g,DC=x",top;group,g,,\n'
    )
    found = by_name(accounts.read(raw("csvde.csv", text)))
    assert set(found) == {"a"}
    assert found["a"]["enabled"] is False
    assert found["a"]["last_logon_known"] is False


def test_lists_are_evidence_of_the_client() -> None:
    imported = accounts.read(raw("export.ldif", LDIF))
    assert {o.grade for o in imported.observations} == {Grade.B}
    assert {o.source.sha256 for o in imported.observations} == {raw("", LDIF).sha256}


def test_a_list_without_an_account_column_says_what_is_wanted() -> None:
    with pytest.raises(UnreadableFileError, match="account, type, owner"):
        accounts.read(raw("a.csv", "colour,size\nred,1\n"))


@pytest.mark.parametrize(
    "data", [b"", b"dn: \n\n", b"dn:: !!!\nx", bytes(range(256)) * 50, b"PK\x03\x04xl/"]
)
def test_broken_lists_never_crash(data: bytes) -> None:
    try:
        assert rows(accounts.read(raw("a.ldif", data))) == []
    except UnreadableFileError as error:
        assert "a.ldif" in str(error)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("134055648000000000", datetime(2025, 10, 22, tzinfo=UTC)),
        ("0", None),
        ("9223372036854775807", None),
        ("Never", None),
        ("20260112080000.0Z", datetime(2026, 1, 12, 8, tzinfo=UTC)),
        ("20260112080000+0100", datetime(2026, 1, 12, 7, tzinfo=UTC)),
        ("12.01.2026 08:00", datetime(2026, 1, 12, 8, tzinfo=UTC)),
        ("1/12/2026 8:00:00 PM", datetime(2026, 1, 12, 20, tzinfo=UTC)),
        ("2026-01-12T08:00:00+02:00", datetime(2026, 1, 12, 6, tzinfo=UTC)),
    ],
)
def test_directory_times_are_read(text: str, time: datetime | None) -> None:
    assert moment(text) == time


@pytest.mark.parametrize("text", ["3/4/2026", "soon", "2026-13-01", "9" * 19, "99999999999999Z"])
def test_times_that_mean_nothing_certain_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        moment(text)


@pytest.mark.parametrize(
    "name",
    ["Password", "Kennwort", "Initial PW", "PIN", "PSK", "unicodePwd", "pass_word", "Secret 2"],
)
def test_secret_columns_are_known(name: str) -> None:
    assert is_secret_column(name)


@pytest.mark.parametrize(
    "name",
    ["Password last set", "pwdLastSet", "credential", "Keeper", "Shipping", "password policy"],
)
def test_columns_about_secrets_are_no_secrets(name: str) -> None:
    assert not is_secret_column(name)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("login, password: abc123 ok", "login, password: (removed) ok"),
        ("PW=geheim", "PW=(removed)"),
        ('Kennwort ist "a b c".', "Kennwort ist (removed)."),
        ("the PIN is 4711", "the PIN is (removed)"),
        ("the password is kept in the vault", "the password is kept in the vault"),
        ("reset the password in March", "reset the password in March"),
    ],
)
def test_secrets_in_a_text_are_removed(text: str, clean: str) -> None:
    assert without_secrets(text)[0] == clean


@pytest.mark.parametrize(
    ("group", "rights"),
    [
        ("OT-Engineering", True),
        ("Plant SCADA operators", True),
        ("GRP_MES_Users", True),
        ("Remote Desktop Users", None),
        ("Robotics fans", None),
        ("", None),
    ],
)
def test_groups_of_the_plant_floor_give_ot_rights_and_others_say_nothing(
    group: str, rights: bool | None
) -> None:
    member = f"memberOf: CN={group},OU=Groups,DC=plant,DC=example\n" if group else ""
    text = f"dn: CN=x,DC=plant\nobjectClass: user\nsAMAccountName: x\n{member}"
    (row,) = by_name(accounts.IMPORTERS[0].read(raw("export.ldif", text))).values()
    assert row.get("ot_rights") is rights
