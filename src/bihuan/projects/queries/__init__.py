"""What pages and exports read of projects."""
