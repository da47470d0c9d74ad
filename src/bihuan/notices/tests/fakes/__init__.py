"""Stand-ins on this machine for the other sides: they check what the real ones check, and fail as they do."""
