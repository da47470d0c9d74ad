"""Reading the loop: the register of matters, one matter with its history, tables for units."""
