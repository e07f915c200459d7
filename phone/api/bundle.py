"""The copy of the own places that a phone keeps."""

from ninja import Router

router = Router()
