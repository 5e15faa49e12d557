"""Pieces of the models page."""
