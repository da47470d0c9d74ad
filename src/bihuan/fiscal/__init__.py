"""What the city can afford: money by year, what is promised already, and whether one thing more fits."""
