"""What to look at in each text on the board: found once a text, again when the brand's words or the
channel change."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from core.actions import remarks
from core.catalogue.records import ProjectRecord, ResultRecord
from core.datasets.brand_words import NO_WORDS, BrandWords
from core.datasets.claims import Claim
from core.exporting.text_limits import TextLimit

_MOST = 2000
"""Texts remembered; a board holds some hundred."""


class RemarkBook(QObject):
    """Asked by whatever shows a text."""

    changed = Signal()
    """What was found before counts no longer."""

    def __init__(self) -> None:
        """Knows no brand and no channel."""
        super().__init__()
        self.limit: TextLimit | None = None
        self._words: BrandWords = NO_WORDS
        self._language = ""
        self._found: dict[tuple[str, str], tuple[Claim, ...]] = {}

    def follow(self, project: ProjectRecord | None) -> None:
        """The words of this brand."""
        words = remarks.words_of(project) if project is not None else NO_WORDS
        if words != self._words:
            self._words = words
            self._forget()

    def set_limit(self, limit: TextLimit | None) -> None:
        """The channel texts are meant for."""
        if limit != self.limit:
            self.limit = limit
            self._forget()

    def of_text(self, text: str, given: str) -> tuple[Claim, ...]:
        """Remarks on a text that answers to a brief, in reading order."""
        key = (text, given)
        if key not in self._found:
            if len(self._found) >= _MOST:
                self._found.clear()
            self._found[key] = tuple(
                remarks.look_at(text, given=given, words=self._words, limit=self.limit)
            )
        return self._found[key]

    def of(self, result: ResultRecord) -> tuple[Claim, ...]:
        """Remarks on a result; none on pictures."""
        return self.of_text(result.final, result.prompt) if result.kind == "text" else ()

    def _forget(self) -> None:
        self._found.clear()
        self.changed.emit()
