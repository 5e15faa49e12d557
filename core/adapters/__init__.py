"""Adapter files: writing, reading, checking, importing and mixing them; numpy only, no torch."""
