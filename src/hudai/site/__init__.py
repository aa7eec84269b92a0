"""Settings and entry points: the top floor, which nothing imports."""
