"""Measurements, one file each: ./bihuan bench NAME prints a table, with --json JSON."""
