"""Information sets and the panels that are built from them."""
