"""Uploads: checked, hashed, kept once, and read in a child process with limits."""
