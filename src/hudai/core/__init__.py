"""Rules: values and columns in, findings and figures out.

Nothing here knows a file, a clock, a table of the database or a screen.  What a clerk could
check with pencil and the document in hand lives on this floor.
"""
