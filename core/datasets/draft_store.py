"""Where drafts lie: one small file for each text and model, named by what the draft depends on.

They can be made again, so they lie in the cache; which model's drafts a project learns from is
kept beside them.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from pathlib import Path

from core.contract.items import Text
from core.datasets.drafts import instruction
from core.files import sha256_bytes, write_json
from core.paths import Library

_USED = "used.json"
_log = logging.getLogger(__name__)


class DraftStore:
    """The drafts of one library."""

    def __init__(self, library: Library) -> None:
        """Makes no folder before something is kept."""
        self._home = library.cache / "drafts"

    def keep(self, model_hash: str, text: Text, attempt: int, draft: str) -> None:
        """Add what the model wrote at this attempt."""
        written = {**self._read(model_hash, text), str(attempt): draft}
        write_json(self._file(model_hash, text), written)

    def attempts(self, model_hash: str, text: Text) -> list[str]:
        """What the model wrote for this text, in the order of the attempts."""
        found = self._read(model_hash, text)
        return [found[key] for key in sorted(found, key=int)]

    def of(self, model_hash: str, texts: Iterable[Text]) -> dict[int, list[str]]:
        """By the text's id, those that have any."""
        found = {text.id: self.attempts(model_hash, text) for text in texts}
        return {number: attempts for number, attempts in found.items() if attempts}

    def used(self, project_id: int) -> str:
        """Hash of the model whose drafts this project learns from; "" for none."""
        return str(self._uses().get(str(project_id), ""))

    def use(self, project_id: int, model_hash: str) -> None:
        """Learn from this model's drafts from now on; "" for none."""
        write_json(self._home / _USED, {**self._uses(), str(project_id): model_hash})

    def _uses(self) -> dict[str, str]:
        return _strings(self._home / _USED)

    def _read(self, model_hash: str, text: Text) -> dict[str, str]:
        return _strings(self._file(model_hash, text))

    def _file(self, model_hash: str, text: Text) -> Path:
        key = sha256_bytes(instruction(text, 0).encode("utf-8"))
        return self._home / model_hash[:16] / f"{key[:40]}.json"


def _strings(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:  # it is made again
        _log.warning("%s cannot be read: %s", path.name, error)
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(key): str(value) for key, value in found.items()}
