"""Pages about people, and the doors into the house."""
