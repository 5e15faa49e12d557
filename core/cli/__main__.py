"""`python -m core.cli`."""

from __future__ import annotations

import sys

from core.language import say


def _run() -> int:
    try:
        # Inside, for loading takes a while and Ctrl-C may come at once.
        from core.cli.main import main

        return main()
    except KeyboardInterrupt:
        print(say("Stopped."), say("What is saved stays."), file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(_run())
