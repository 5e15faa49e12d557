"""Who allows what: owner, licence, people and their consent, until when; for one item or many.

Where the selected items differ, a field says so and stays as it is until something is entered.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.catalogue.describing import Summary
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import Switch, label, set_tone

_MIXED = "mixed"
_PEOPLE: dict[str, tuple[bool | None, bool | None]] = {
    "unknown": (None, None),
    "nobody": (False, None),
    "agreed": (True, True),
    "not_asked": (True, False),
}
"""Choice -> (people can be recognised, they agreed)."""


class RightsForm(QWidget):
    """Tells each change at once as keyword arguments of `describing.set_rights`."""

    changed = Signal(object)

    def __init__(self) -> None:
        """Empty until `show_summary`."""
        super().__init__()
        self._shown = Summary()
        self._asking = False
        """Whether the reader came here to say who agreed."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[1])
        self.owner = self._line(column, self.tr("Owner"), "rights.owner")
        self.owner.editingFinished.connect(lambda: self._text("owner", self.owner.text()))
        self.licence = QComboBox()
        self.licence.setEditable(True)
        self.licence.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        usual = (self.tr("Own work"), self.tr("Bought"), self.tr("Agency, limited"))
        self.licence.addItems(["", *usual, "CC0", "CC BY 4.0", "CC BY-SA 4.0"])
        self._named(column, self.licence, self.tr("Licence"), "rights.licence")
        self.licence.lineEdit().editingFinished.connect(
            lambda: self._text("licence", self.licence.currentText())
        )
        self.licence.activated.connect(lambda _: self._text("licence", self.licence.currentText()))
        self.people = QComboBox()
        self._named(column, self.people, self.tr("People"), "rights.people")
        self.people.activated.connect(lambda _: self._choose_people())
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        self.limited = Switch(self.tr("Only until"))
        self.limited.setObjectName("rights.limited")
        self.limited.toggled.connect(self._limit)
        self.until = QDateEdit(calendarPopup=True)
        self.until.setObjectName("rights.until")
        self.until.setAccessibleName(self.tr("Allowed until"))
        self.until.setMinimumDate(QDate(2000, 1, 1))
        self.until.editingFinished.connect(self._choose_date)
        row.addWidget(self.limited)
        row.addWidget(self.until, 1)
        column.addSpacing(SPACE[1])
        column.addLayout(row)
        self.note = label("", "small")
        column.addWidget(self.note)

    def _line(self, column: QVBoxLayout, title: str, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setMaxLength(200)
        self._named(column, field, title, name)
        return field

    def _named(self, column: QVBoxLayout, field: QWidget, title: str, name: str) -> None:
        field.setObjectName(name)
        field.setAccessibleName(title)
        column.addWidget(label(title, "small"))
        column.addWidget(field)
        column.addSpacing(SPACE[1])

    # --- showing ---------------------------------------------------------------------------------

    def show_summary(self, summary: Summary) -> None:
        """Show what the selection has in common."""
        self._shown = summary
        mixed = self.tr("Different")
        owner, licence = _only(summary.owners, ""), _only(summary.licences, "")
        self._put(self.owner, owner, mixed)
        self._put(self.licence.lineEdit(), licence, mixed)
        self._show_people(_only(summary.people, None), _only(summary.consents, None), mixed)
        expires = _only(summary.expiries, None)
        self.limited.blockSignals(True)
        self.until.blockSignals(True)
        self.limited.setChecked(expires is not None and expires != _MIXED)
        self.until.setEnabled(self.limited.isChecked())
        shown = expires if isinstance(expires, date) else date(date.today().year + 1, 12, 31)
        self.until.setDate(QDate(shown.year, shown.month, shown.day))
        self.limited.blockSignals(False)
        self.until.blockSignals(False)
        self._show_note(summary, expires)

    def ask_about_people(self, asking: bool = True) -> None:
        """Propose "recognisable, not asked yet" where nothing was said; kept once it is chosen."""
        if asking != self._asking:
            self._asking = asking
            self.show_summary(self._shown)

    def _put(self, field: QLineEdit, value: str, mixed: str) -> None:
        if field.hasFocus() and field.isModified():
            return
        field.setPlaceholderText(mixed if value == _MIXED else self.tr("Not said yet"))
        field.setText("" if value == _MIXED else value)
        field.setModified(False)

    def _show_people(self, people: Any, consent: Any, mixed: str) -> None:
        self.people.blockSignals(True)
        self.people.clear()
        for key, text in (
            ("unknown", self.tr("Not said yet")),
            ("nobody", self.tr("Nobody can be recognised")),
            ("agreed", self.tr("Recognisable, they agreed")),
            ("not_asked", self.tr("Recognisable, not asked yet")),
        ):
            self.people.addItem(text, key)
        if _MIXED in (people, consent):
            self.people.addItem(mixed, _MIXED)
            wanted = _MIXED
        elif people:
            wanted = "agreed" if consent else "not_asked"
        else:
            wanted = "unknown" if people is None else "nobody"
        if wanted == "unknown" and self._asking:
            wanted = "not_asked"
        self.people.setCurrentIndex(self.people.findData(wanted))
        self.people.blockSignals(False)

    def _show_note(self, summary: Summary, expires: Any) -> None:
        text, tone = "", ""
        if isinstance(expires, date) and expires < date.today():
            text = self.tr("This right has expired; it will be left out of training.")
            tone = "blocked"
        elif _only(summary.people, None) is True and _only(summary.consents, None) is not True:
            text = self.tr("Ask the people before you publish what is learnt from it.")
            tone = "attention"
        elif self._asking and None in summary.people:
            text = self.tr("A face was found. Choose what is true; it is kept once you choose.")
            tone = "attention"
        elif expires == _MIXED:
            text = self.tr("The selected items are allowed until different days.")
        self.note.setText(text)
        self.note.setVisible(bool(text))
        set_tone(self.note, tone)

    # --- telling ---------------------------------------------------------------------------------

    def _text(self, name: str, value: str) -> None:
        field = self.owner if name == "owner" else self.licence.lineEdit()
        now = _only(self._shown.owners if name == "owner" else self._shown.licences, "")
        value = value.strip()
        if (now == _MIXED and not value and not field.isModified()) or value == now:
            return
        field.setModified(False)
        self.changed.emit({name: value})

    def _choose_people(self) -> None:
        chosen = str(self.people.currentData())
        if chosen in _PEOPLE:
            people, consent = _PEOPLE[chosen]
            self._asking = False
            self.changed.emit({"people": people, "consent": consent})

    def _limit(self, limited: bool) -> None:
        self.until.setEnabled(limited)
        if limited:
            self._choose_date()
            self.until.setFocus()
        else:
            self.changed.emit({"expires": None})

    def _choose_date(self) -> None:
        chosen = self.until.date()
        value = date(chosen.year(), chosen.month(), chosen.day())
        if self.limited.isChecked() and _only(self._shown.expiries, None) != value:
            self.changed.emit({"expires": value})


def _only(values: Sequence[Any], otherwise: Any) -> Any:
    """The one value that all have, `_MIXED` where they differ."""
    return values[0] if len(values) == 1 else _MIXED if values else otherwise
