"""What the room reads together: the money by year, what is promised, what a plan asks."""
