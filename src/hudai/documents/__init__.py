"""Paper: sheets read, policy files read, forms written.  Knows the rules, never the tables."""
