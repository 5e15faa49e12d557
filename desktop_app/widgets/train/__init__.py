"""Pieces of the page Train."""
