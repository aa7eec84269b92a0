"""The rules worked out day by day in plain Python, to hold the core's columns against."""
