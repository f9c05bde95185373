"""Commands on changes of the chances: bridge between two forecasts, timeline of editions."""
