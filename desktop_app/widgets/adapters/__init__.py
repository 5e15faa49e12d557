"""Pieces of the adapters shelf."""
