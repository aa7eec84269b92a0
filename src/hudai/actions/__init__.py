"""Actions: one function is one transaction is one line of the journal."""
