"""Documents in, proposed tasks out."""
