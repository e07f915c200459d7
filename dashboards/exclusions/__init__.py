"""To approve: doors that should not count, households that no roster has, and who is out by now."""
