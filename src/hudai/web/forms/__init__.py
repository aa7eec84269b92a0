"""Forms: what a person typed, checked for shape; whether it may be done is asked by the actions."""
