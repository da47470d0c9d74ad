"""What must hold of projects."""
