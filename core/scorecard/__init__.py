"""How well an adapter has learnt a voice: what is compared and what is said of it; no torch."""
