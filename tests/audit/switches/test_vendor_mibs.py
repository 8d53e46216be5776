from audit.switches import mibs
from audit.switches.vendor_mibs import CISCO, TPLINK, VENDOR_COLUMNS, columns_for


def test_a_device_is_asked_for_its_own_vendors_columns_only() -> None:
    cisco, other = columns_for(CISCO), columns_for(0)
    assert set(other["neighbours"]) < set(cisco["neighbours"])
    assert other == mibs.COLUMNS
    assert not set(columns_for(TPLINK)["vlans"]) & set(mibs.CISCO_COLUMNS["vlans"])


def test_vendor_columns_belong_to_tables_that_every_device_has() -> None:
    for tables in VENDOR_COLUMNS.values():
        assert set(tables) <= set(mibs.COLUMNS)


def test_no_column_is_asked_twice_of_one_device() -> None:
    for enterprise in VENDOR_COLUMNS:
        asked = [column for table in columns_for(enterprise).values() for column in table]
        assert len(asked) == len(set(asked))
