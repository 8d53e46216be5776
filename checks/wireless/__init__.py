"""Questions about Wi-Fi where a use case needs it."""
