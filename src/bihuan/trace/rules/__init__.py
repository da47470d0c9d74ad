"""What the room computes, without touching the database."""
