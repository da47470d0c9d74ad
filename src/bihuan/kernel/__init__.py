"""Plain Python for every room: refusals, state machines, lights, figures, canonical bytes. No Django."""
