"""The door for operators: the ``hudai`` command."""
