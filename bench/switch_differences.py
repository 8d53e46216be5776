"""Differences to the other parser that somebody looked at: recording and field in, reason out."""

LINE_BREAKS = (
    "the recorder kept printed line breaks inside long port lists; the other parser took their "
    "octets for ports beyond the 128th, we take the ports that were meant"
)
EXPLAINED: dict[tuple[str, str], str] = {
    ("arubaos", "untagged"): LINE_BREAKS,
    ("ios_2960x", "untagged"): "spanning-tree ports of VLAN 1 whose access VLAN was not recorded",
    ("junos_qfx5100", "tagged"): (
        "Junos lists ports as decimal numbers; the other parser reads only lists of four and more"
    ),
}
