"""All lookers. Adding one: a file with a function that has the decorator `looker`, named here."""

from __future__ import annotations

from core.looks import faces as _faces
from core.looks import nudity as _nudity
from core.looks import product as _product
from core.looks import text_reader as _text_reader
from core.looks.registry import LOOKERS, Looker, NotInstalled

__all__ = ["LOOKERS", "Looker", "NotInstalled"]

# Importing these files is what registers their lookers.
_FILES = (_faces, _nudity, _product, _text_reader)
