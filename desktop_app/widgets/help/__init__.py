"""Pieces of the help page."""
