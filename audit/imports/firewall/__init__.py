"""Firewall rules of several makers, as far as reachability needs: from where, to where, what."""
