"""What is read out of the journal for counting."""
