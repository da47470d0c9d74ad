"""How units behave, counted from the journal by printed formulas: no score, no persons, no clicks."""
