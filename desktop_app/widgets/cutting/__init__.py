"""Cutting a product out by hand: the photo with its mask, and the brush."""
