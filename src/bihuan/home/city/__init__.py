"""The demo city 云岭市 and its people: invented, seeded, and lived through with the real actions."""
