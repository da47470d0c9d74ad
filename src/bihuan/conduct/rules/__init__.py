"""What is counted, and what chance allows: expressions over the extract, and plain arithmetic."""
