"""The door for people: pages that translate and decide nothing."""
