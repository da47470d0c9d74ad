"""What the room reads together."""
