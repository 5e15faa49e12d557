"""Pieces that pages are built from."""
