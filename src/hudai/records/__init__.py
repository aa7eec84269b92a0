"""Memory: tables and the questions put to them.  Knows the rules, never the paper."""
