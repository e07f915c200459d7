"""Phones: their contacts, and what a lost one is told."""

from ninja import Router

router = Router()
