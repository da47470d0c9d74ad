"""Major projects: from an idea to full production, on the money that was approved."""
