"""The pages of fiscal capacity."""
