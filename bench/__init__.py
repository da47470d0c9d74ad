"""Measurements of a running Bihuan. Each file is one; `./bihuan bench NAME` runs it and prints a table."""
