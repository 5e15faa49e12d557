"""Handing results out: sizes of the channels, pictures, texts, adapters, proof of origin, packs.

An export is complete under its final name or not there at all, and never replaces a file.
"""
