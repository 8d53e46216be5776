"""A walk through the plant with a laptop: what it hears of the Wi-Fi, place by place, as a file."""
