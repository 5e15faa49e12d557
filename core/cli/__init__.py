"""The terminal: everything a user can do, without a window. `python -m core.cli --help`.

Exit codes: 0 done; 1 it could not be done, with one sentence and what to do on stderr; 2 the
command was not understood.
"""
