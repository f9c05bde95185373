"""Changes of the chances: from edition to edition, and by cause."""
