"""Pages for tables of tasks: hand in, check, confirm, take back."""
