"""Import of yearbook and work tables as offices store them: read, understand, compare, append."""
