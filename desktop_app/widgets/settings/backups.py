"""The backups there are, making one, putting one back."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.catalogue.records import BackupRecord
from desktop_app import words
from desktop_app.observable import bind
from desktop_app.state.settings import SettingsState
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import (
    Fold,
    Skeleton,
    clear,
    confirm,
    label,
    line,
    quiet,
    secondary,
)
from desktop_app.widgets.glossary_link import GlossaryHint
from desktop_app.widgets.settings.section import Section

SHOWN = 5
"""Newest backups that are on show; the older ones fold out."""


def reason_words(reason: str) -> str:
    """Why a backup was made, for a reader."""
    translate = QCoreApplication.translate
    return {
        "automatic": translate("BackupsSection", "made automatically"),
        "asked": translate("BackupsSection", "made by you"),
        "before-upgrade": translate("BackupsSection", "before an update of Signet"),
    }.get(reason, reason)


class BackupsSection(Section):
    """Restoring asks first: what was changed since then would not be in the list any more."""

    def __init__(self, state: SettingsState) -> None:
        """Shows what `state` has read."""
        translate = QCoreApplication.translate
        super().__init__(translate("BackupsSection", "Backups"), GlossaryHint("backup"))
        self._state = state
        row = QHBoxLayout()
        row.setSpacing(SPACE[4])
        text = self.tr(
            "Signet copies its list of brands, captions, ratings and rights by itself. Your "
            "photos, adapters and results are not in these copies: back up the library's folder "
            "to keep those twice."
        )
        row.addWidget(label(text, "body", tone="muted"), 1)
        now = secondary(self.tr("Back up now"))
        now.setObjectName("settings.backup.now")
        now.clicked.connect(state.back_up)
        row.addWidget(now, 0, Qt.AlignmentFlag.AlignTop)
        self.rows.addLayout(row)
        self._list = QVBoxLayout()
        self._list.setSpacing(SPACE[1])
        self.rows.addLayout(self._list)
        bind(state, "backups", self._show)

    def _show(self, every: list[BackupRecord] | None) -> None:
        clear(self._list)
        if every is None:
            for _ in range(3):
                self._list.addWidget(Skeleton(28))
            return
        if not every:
            self._list.addWidget(label(self.tr("There is no backup yet."), tone="muted"))
        for record in every[:SHOWN]:
            self._list.addWidget(line())
            self._list.addWidget(self._row(record))
        older = every[SHOWN:]
        if older:
            fold = Fold(self.tr("%n older backup(s)", "", len(older)))
            fold.button.setObjectName("settings.backup.older")
            for record in older:
                fold.body.addWidget(self._row(record))
            self._list.addWidget(fold)

    def _row(self, record: BackupRecord) -> QWidget:
        widget = QWidget()
        row = QHBoxLayout(widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[4])
        moment = words.day_and_time(record.made)
        row.addWidget(label(moment, "label", wrap=False))
        row.addWidget(label(reason_words(record.reason), "muted", wrap=False), 1)
        row.addWidget(label(words.size(record.size_bytes), "muted", wrap=False))
        restore = quiet(self.tr("Restore"), "history")
        restore.setObjectName("settings.backup.restore")
        restore.setAccessibleName(self.tr("Restore the backup of {moment}").format(moment=moment))
        restore.clicked.connect(lambda: self._restore(record, moment))
        row.addWidget(restore)
        return widget

    def _restore(self, record: BackupRecord, moment: str) -> None:
        sure = confirm(
            self,
            self.tr("Go back to {moment}?").format(moment=moment),
            self.tr(
                "Everything entered since then disappears from the list: brands, captions, "
                "ratings, new results. The present list is kept beside the backups. Signet closes "
                "and comes back by itself."
            ),
            self.tr("Restore and restart"),
            self.tr("Cancel"),
        )
        if sure:
            self._state.restore(record, self.tr("Restoring the backup"))
