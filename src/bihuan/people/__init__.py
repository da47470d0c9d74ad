"""Units, persons, posts, portfolios and roles: who works here, and who may see what."""
