"""How large networks are held: in fewer bits, or with blocks that take turns on the card.

The modules in here are all torch; families import them inside functions only, so that the list of
families stays light.
"""
