"""The whole main job in one go: photos and texts in, adapters, pictures, texts and a pack out.

It stands on the same actions as terminal and window and does nothing they cannot do.
"""
