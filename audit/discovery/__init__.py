"""Who is in a segment: networks of the scope in, hosts with addresses, services, identities out."""
