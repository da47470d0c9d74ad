"""Reading tables: rows with their faults, open names, what a matter says in a table's own columns."""
