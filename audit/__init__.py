"""Everything that comes in: records, inventory, scope, net, probes, imports, evidence, facts."""
