"""What is true of draws and samples whatever the database says: tickets, plans, exact bounds, moves."""
