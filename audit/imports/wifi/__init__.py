"""What computers and survey tools say of the Wi-Fi they hear: texts in, readings out."""
