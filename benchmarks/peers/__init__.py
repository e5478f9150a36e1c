"""Others that do the same work, measured beside us."""
