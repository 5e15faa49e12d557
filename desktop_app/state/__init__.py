"""What the window knows, as objects without widgets: one module a noun."""
