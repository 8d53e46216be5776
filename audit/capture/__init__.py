"""Listen without sending: bytes of captures in, packets, frames and protocol facts out. No sockets,
no files.
"""
