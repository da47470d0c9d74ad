"""What people fill in: tables, numbers, objections, pledges, schemes."""
