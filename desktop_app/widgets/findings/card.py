"""One finding: what it is, why it matters, what one click can do, or why it is ignored."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.catalogue.records import FindingRecord
from core.datasets.check_registry import ALL_CHECKS
from core.datasets.remedies import Remedy, remedies_for
from core.datasets.rights_checks import ENTERED
from core.language import say
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import (
    Card,
    FlowLayout,
    Fold,
    IconLabel,
    label,
    primary,
    quiet,
    secondary,
)
from desktop_app.widgets.findings.what_it_does import WhatItDoes, was_tried

_SIGNS = {
    "blocks": ("octagon-alert", "blocked"),
    "attention": ("triangle-alert", "attention"),
    "ready": ("info", "muted"),
}


class FindingCard(Card):
    """A card of the panel; it asks, the panel acts."""

    show_wanted = Signal(object)
    """The record whose items shall be selected."""
    remedy_wanted = Signal(object, object)
    """(record, Remedy)"""
    rights_wanted = Signal(object)
    """The record whose items' rights shall be entered."""
    ignore_wanted = Signal(object, str)
    """(record, reason)"""

    def __init__(self, record: FindingRecord) -> None:
        """Built anew for each finding."""
        super().__init__(SPACE[3])
        self.record = record
        finding = record.finding
        self.setAccessibleName(finding.say)
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        row.addWidget(IconLabel(*_SIGNS[finding.severity]), 0, Qt.AlignmentFlag.AlignTop)
        words_column = QVBoxLayout()
        words_column.setSpacing(SPACE[1])
        words_column.addWidget(label(finding.say, "label"))
        if finding.why:
            words_column.addWidget(label(finding.why, "muted"))
        row.addLayout(words_column, 1)
        self.body.addLayout(row)
        if finding.severity != "ready" and not remedies_for(finding):
            self.body.addWidget(label(finding.hint))
        self.body.addLayout(self._actions())
        if was_tried(finding.code):
            self.body.addWidget(WhatItDoes(finding.code))
        self.body.addLayout(self._second_row())
        self._reason = self._reason_editor()
        self.body.addWidget(self._reason)
        self._reason.hide()

    @property
    def key(self) -> tuple[str, str, str]:
        """The same for one finding over several runs of the checks."""
        return self.record.scope, self.record.finding.code, self.record.finding.remedy

    def ask_reason(self) -> None:
        """Unfold the field in which a reason is written."""
        self._reason.show()
        self.reason.setFocus()

    # --- building --------------------------------------------------------------------------------

    def _actions(self) -> FlowLayout:
        finding, flow = self.record.finding, FlowLayout()
        asks = finding.code in ENTERED and bool(finding.items)
        if asks:
            enter = secondary(self.tr("Enter whether they agreed"))
            enter.setObjectName(f"findings.{finding.code}.rights")
            enter.setToolTip(self.tr("Selects them and opens their rights"))
            enter.setAccessibleDescription(finding.say)
            enter.clicked.connect(self._enter_rights)
            flow.addWidget(enter)
        for place, remedy in enumerate(remedies_for(finding)):
            first = place == 0 and not asks
            button = secondary(remedy.button) if first else quiet(remedy.button)
            button.setToolTip(remedy.does)
            button.setAccessibleDescription(f"{remedy.does} {finding.say}")
            button.setObjectName(f"findings.{finding.code}.{remedy.name}")
            button.clicked.connect(lambda _=False, one=remedy: self._want(one))
            flow.addWidget(button)
        if finding.items:
            show = quiet(self.tr("Show %n", "", len(finding.items)), "eye")
            show.setObjectName(f"findings.{finding.code}.show")
            show.setToolTip(self.tr("Selects them in the list"))
            show.clicked.connect(lambda: self.show_wanted.emit(self.record))
            flow.addWidget(show)
        return flow

    def _second_row(self) -> QVBoxLayout:
        """What only some readers want, in small: details on the left, ignoring on the right."""
        finding, column, row = self.record.finding, QVBoxLayout(), QHBoxLayout()
        column.setSpacing(0)
        column.addLayout(row)
        fold = self._detail()
        row.addWidget(fold.button)
        row.addStretch()
        column.addWidget(fold)
        if finding.severity != "ready":
            ignore = quiet(self.tr("Ignore …"))
            ignore.setObjectName(f"findings.{finding.code}.ignore")
            ignore.setToolTip(self.tr("Live with it, and say why"))
            ignore.clicked.connect(self.ask_reason)
            row.addWidget(ignore)
        return column

    def _enter_rights(self) -> None:
        self.rights_wanted.emit(self.record)

    def _want(self, remedy: Remedy) -> None:
        self.remedy_wanted.emit(self.record, remedy)

    def _reason_editor(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, SPACE[1], 0, 0)
        column.setSpacing(SPACE[2])
        self.reason = QLineEdit()
        self.reason.setObjectName("findings.reason")
        self.reason.setAccessibleName(self.tr("Why it does not matter here"))
        self.reason.setPlaceholderText(self.tr("Why does it not matter here?"))
        self.reason.setMaxLength(300)
        column.addWidget(self.reason)
        ready = FlowLayout(gap=SPACE[1])
        for text in (self.tr("It is meant to be so"), self.tr("Checked, they are fine")):
            chip = quiet(text)
            chip.setProperty("variant", "chip")
            chip.clicked.connect(lambda _=False, text=text: self.reason.setText(text))
            ready.addWidget(chip)
        column.addLayout(ready)
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        self.ignore = primary(self.tr("Ignore"))
        self.ignore.setObjectName("findings.reason.ignore")
        self.ignore.setEnabled(False)
        cancel = quiet(self.tr("Cancel"))
        row.addWidget(self.ignore)
        row.addWidget(cancel)
        row.addStretch()
        column.addLayout(row)
        self.reason.textChanged.connect(lambda text: self.ignore.setEnabled(bool(text.strip())))
        self.reason.returnPressed.connect(self._ignore)
        self.ignore.clicked.connect(self._ignore)
        cancel.clicked.connect(box.hide)
        return box

    def _ignore(self) -> None:
        if self.reason.text().strip():
            self.ignore_wanted.emit(self.record, self.reason.text().strip())

    def _detail(self) -> Fold:
        fold = Fold(self.tr("Details"))
        fold.body.addWidget(label(self.record.finding.hint))
        info = ALL_CHECKS.get(self.record.finding.code)
        if info is not None:
            fold.body.addWidget(label(say(info.sentence), "small"))
        detail = label(self.record.finding.detail, "small")
        detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        fold.body.addWidget(detail)
        return fold


class IgnoredCard(Card):
    """A finding somebody decided to live with, and the reason."""

    heed_wanted = Signal(object)
    """The record that shall count again."""

    def __init__(self, record: FindingRecord) -> None:
        """Quiet: it lies at the bottom."""
        super().__init__(SPACE[3])
        self.record = record
        self.setAccessibleName(record.finding.say)
        self.body.addWidget(label(record.finding.say))
        self.body.addWidget(label(self.tr("Ignored: {reason}").format(
            reason=record.ignored_reason), "muted"))  # fmt: skip
        back = quiet(self.tr("Take it seriously again"), "undo-2")
        back.setObjectName(f"findings.{record.finding.code}.heed")
        back.clicked.connect(lambda: self.heed_wanted.emit(self.record))
        self.body.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
