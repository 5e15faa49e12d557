"""Keeps the model libraries' progress bars and remarks about each other out of the log."""

from __future__ import annotations

import contextlib
import warnings
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
        with warnings.catch_warnings():
            # peft 0.21 still asks transformers 5.23 for the old name of a property
            warnings.filterwarnings("ignore", ".*is_gradient_checkpointing", FutureWarning)
            # two adapters at once are what a mix is
            warnings.filterwarnings("ignore", "Already found a `peft_config`", UserWarning)
            # numpy 2 about the way in which diffusers' Euler scheduler reads tensors
            warnings.filterwarnings("ignore", "__array__ implementation", DeprecationWarning)
            yield
    finally:
        for log, level in before:
            log.set_verbosity(level)
        if bars:
            transformers_log.enable_progress_bar()
            diffusers_log.enable_progress_bar()
