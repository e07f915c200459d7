"""From an empty house to the first visit: the first administrator, and the steps that follow."""
