"""What a paper is, and how each form is made from a matter. Pure."""
