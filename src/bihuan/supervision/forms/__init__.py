"""What a person may ask of the register and say in a move."""
