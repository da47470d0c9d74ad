"""Plain Python that every room may use: refusals, state machines, lights, figures, canonical bytes. No Django."""
