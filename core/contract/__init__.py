"""What crosses the border between the window's process and the engine; standard library only."""
