"""Words that stand alone in tables and lists: no sentence of the code holds them."""

from __future__ import annotations

MESSAGES: tuple[str, ...] = (
    # joints and units
    *("to", "{number} h", "{label} on {line}", "{number} frames/s", "frames/s", "connections"),
    # what people choose from in tables
    *("direct", "layer", "config", "template", "throw-away", "code", "machine", "service"),
    *("contractor", "shared", "maintenance window", "shutdown", "freeze", "never stop"),
    *("legal", "customer", "supply", "capability", "proved", "duty", "funding", "not started"),
    *("started", "vaulted", "known by one", "default"),
    *("degraded", "drive", "robot", "sensor", "camera", "printer", "phone", "office"),
    *("building", "safety", "server", "gateway", "router", "firewall", "remote access"),
    *("engineering", "planned", "staged", "active", "offline", "inventory", "decommissioning"),
    *("records", "estimate", "remote", "no switch", "allow", "deny", "passive", "scanner"),
    *("agent", "patching", "other OT clients", "guests", "manual log", "system", "spreadsheet"),
    *("directory", "vault", "spreadsheet; directory", "undocumented", "waived", "outside"),
    *("does not apply", "– outside", "– does not apply", "standard", "fallback", "early"),
    *("late", "night", "day", "early shift", "late shift", "night shift", "day shift"),
    # heads of tables and names of what is counted
    *("name", "tcp", "bits", "min", "pairs", "{number} device", "{number} devices", "senders"),
    *("consumer", "owner", "remark", "document", "via", "required", "exists", "reuse"),
    *("subnet", "class", "enabled", "family", "result", "accountable", "responsible"),
    *("organisation", "agree?", "protocol", "missing", "ports", "accounts", "links", "load"),
    *("licence", "standby", "support", "training", "gateways", "crews", "downtime", "tasks"),
    *("others", "upkeep", "decide", "sponsor", "one line", "all {number} lines", "used"),
    *("tightest at", "rests on", "survey", "pcap", "partly", "ask", "signal", "filled in by"),
    *("your role", "filled in on", "your answer", "why, or a remark", "answered by"),
    *("identity", "security", "controllers", "integration", "wireless", "data model"),
    *("use case", "network", "shared network", "firewall rules", "stored times", "time source"),
    *("PoE power", "marked", "rehearsed", "named", "listed", "probed", "forbidden", "nothing"),
    *("no model", "no firmware", "no serial", "self-signed", "amount", "rate", "basis"),
    *("addressable share", "cost", "benefit", "latency", "loss", "roaming", "full", "half"),
    *("control devices", "{number} control device", "{number} control devices"),
    *("{number} printer", "{number} printers", "{number} camera", "{number} cameras"),
    *("{number} office computer", "{number} office computers", "{number} drive"),
    *("{number} drives", "{number} office", "{number} sensor", "{number} sensors"),
    *("{number} server", "{number} servers", "{number} gateway", "{number} gateways"),
    *("{number} firewall", "{number} remote access", "{number} others", "{number} ports"),
    # states of tries, files and tables
    *("ok", "refused", "timeout", "closed", "protocol-error", "auth-failed", "out-of-scope"),
    *("bug", "already known", "skipped", "not understood", "failed", "complete", "absent"),
    *("own", "{segment} own", "infra"),
    # heads with a capital letter
    *("Bytes", "Case", "Classification", "Compatibility", "Counting", "Dataset", "Formulas"),
    *("Knowledge", "Made", "Reconcile", "Segments", "Stall", "Time", "What-if", "attribute"),
    *("crew", "destination", "devices", "kind", "state", "status", "verdict", "clears"),
)
