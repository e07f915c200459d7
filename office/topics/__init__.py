"""可以说说的: policies and hints for the door, kept by the administrator."""
