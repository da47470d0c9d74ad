"""The pages above all rooms: desks, the overview, the wall, one unit, one person."""
