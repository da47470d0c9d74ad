"""Any number followed down: its rows, the projects behind it, their people, and how these behave."""
