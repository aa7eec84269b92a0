"""The rules an application is held against, each a column of pass, fail or cannot tell.

:mod:`rule` says what a rule is and how a number of law becomes a column, :mod:`household` asks
about the people, :mod:`loan` about what they want, :mod:`maturity` about what they owe already.
Screening (:mod:`hudai.core.screening`) puts the answers together.
"""
