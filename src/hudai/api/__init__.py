"""The door for programs: endpoints that translate and decide nothing."""
