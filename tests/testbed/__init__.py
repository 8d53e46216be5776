"""A plant in network namespaces with devices of other people, and tshark to judge what was sent."""
