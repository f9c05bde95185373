"""Public Python interface, offered as `planodds`: from a panel to odds in ten lines."""
