"""Keeps the model libraries' progress bars and type remarks out of the engine's log."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Only errors of diffusers and transformers are logged inside, and no bar is drawn."""
    from diffusers.utils import logging as diffusers_log
    from transformers.utils import logging as transformers_log

    before = [(log, log.get_verbosity()) for log in (diffusers_log, transformers_log)]
    bars = transformers_log.is_progress_bar_enabled()
    for log, _ in before:
        log.set_verbosity_error()
        log.disable_progress_bar()
    try:
        yield
    finally:
        for log, level in before:
            log.set_verbosity(level)
        if bars:
            transformers_log.enable_progress_bar()
            diffusers_log.enable_progress_bar()
