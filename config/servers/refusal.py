"""What the servers say when they cannot do their work."""


class Refused(Exception):
    """One sentence for the person at the keyboard: what is wrong and what to do."""


HINT = {
    "postgres": "set DATABASE_URL to a PostgreSQL 15 or newer",
    "redis": "set REDIS_URL to a Redis or Valkey",
}
