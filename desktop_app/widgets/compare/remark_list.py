"""The remarks on a text, one a line: what kind, the sentence why, what to do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.datasets.claims import Claim, kind_name
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import IconLabel, clear, label, scroll_area


class RemarkList(QWidget):
    """Shows what it is given; hidden by its owner where there is nothing."""

    def __init__(self) -> None:
        """Empty."""
        super().__init__()
        self.setObjectName("compare.remarks")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[2])
        self.title = label("", "label")
        column.addWidget(self.title)
        inside = QWidget()
        self._lines = QVBoxLayout(inside)
        self._lines.setContentsMargins(0, 0, SPACE[2], 0)
        self._lines.setSpacing(SPACE[4])
        column.addWidget(scroll_area(inside, self.tr("Remarks")), 1)

    def show_claims(self, claims: Sequence[Claim]) -> None:
        """These, in reading order."""
        self.title.setText(counted(len(claims)))
        clear(self._lines)
        for one in claims:
            self._lines.addWidget(_line(one))
        self._lines.addStretch(1)


def counted(count: int) -> str:
    """ "3 places to look at"."""
    if not count:
        return QCoreApplication.translate("RemarkList", "Nothing to look at")
    return QCoreApplication.translate("RemarkList", "%n place(s) to look at", "", count)


def as_tip(claims: Sequence[Claim]) -> str:
    """All sentences for a tooltip; each once."""
    return "\n".join(dict.fromkeys("⚠ " + one.say for one in claims))


def _line(claim: Claim) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE[2])
    row.addWidget(IconLabel("triangle-alert", "attention", 16), 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(SPACE[1])
    words.addWidget(label(kind_name(claim.kind), "label"))
    words.addWidget(label(claim.say))
    words.addWidget(label(claim.hint, "muted"))
    row.addLayout(words, 1)
    return box
