"""Each role's desk."""
