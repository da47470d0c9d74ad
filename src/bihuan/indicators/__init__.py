"""Indicators, their readings and targets, where they are heading, and what projects carry of them."""
