"""The door for programs: endpoints that translate and decide nothing (docs/api.md)."""
