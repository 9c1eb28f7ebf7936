"""What the pages of the duty roster are made of."""
