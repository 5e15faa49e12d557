"""`python -m desktop_app` opens the window."""

import multiprocessing
import os
import sys

if __name__ == "__main__":
    multiprocessing.freeze_support()
    # The window's small products gain nothing from more threads, and waiting ones spin, which
    # takes the cores from a training beside it.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from desktop_app.program import main

    sys.exit(main())
