"""What a user can do: one file a noun, one function an action, usable from terminal and window.

Every function takes the open `Catalogue`, changes it in short transactions of its own, and returns
`(value, Changes)`; whoever shows something looks at the changes to know what to load again.
"""
