"""Sample plants, and the stand-in devices that `plantready demo` audits."""
