"""`python -m desktop_app` opens the window."""

import multiprocessing
import sys

if __name__ == "__main__":
    multiprocessing.freeze_support()
    from desktop_app.program import main

    sys.exit(main())
