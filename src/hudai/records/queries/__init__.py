"""Questions put to the tables."""
