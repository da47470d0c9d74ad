"""Working days: holidays, make-up days, and arithmetic with them."""
