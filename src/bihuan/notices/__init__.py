"""Messages inside the product, written after the event they tell of."""
