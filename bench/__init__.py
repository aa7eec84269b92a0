"""Benchmarks: what the product's speed and memory are, on what machine, against what.

``python3 dev.py bench`` runs them all; see ``bench/README.md``.
"""
