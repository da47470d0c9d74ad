"""The append-only record. record() writes it and nothing else does; everything that looks back reads it."""
