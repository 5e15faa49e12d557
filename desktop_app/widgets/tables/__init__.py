"""Pieces of the page that fills in a table."""
