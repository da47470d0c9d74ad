"""What the papers of this house are made from."""
