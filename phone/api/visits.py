"""Visits, corrections and withdrawals, each with a receipt."""

from ninja import Router

router = Router()
