"""Units that change: recorded changes, units of every period, figures under former codes."""
