"""Pages of the record, and of erasing what the law wants erased."""
