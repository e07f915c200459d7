"""Private PostgreSQL and Redis: found or started for whoever needs them, on unix sockets only."""
