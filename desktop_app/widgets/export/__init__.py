"""Pieces of the export page."""
