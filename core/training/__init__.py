"""Teaches an adapter; runs inside the engine and may import torch at the top.

`run.train` is the way in. The loop knows a `Task` (pictures or texts) and nothing of their
differences.
"""
