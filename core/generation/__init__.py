"""The engine's side of generation: pictures and texts with any mix of adapters."""
