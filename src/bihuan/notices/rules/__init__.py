"""What a message says, when it goes out, how long to wait before it is tried again, how secrets are kept."""
