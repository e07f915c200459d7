"""Photos, piece by piece."""

from ninja import Router

router = Router()
