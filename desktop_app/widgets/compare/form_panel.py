"""A form at the side: what to fill in for a job of marketing. It writes the brief as one types."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from core.actions import forms
from core.actions.form_briefs import Field, Form
from core.datasets.languages import LANGUAGES
from core.datasets.prompts import CHANNELS
from core.errors import KnownError
from core.exporting.text_limits import all_limits
from desktop_app import words
from desktop_app.state.compare import CompareState
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import clear, label, scroll_area
from desktop_app.widgets.dataset.text_lines import language_word

_TALL = 88
"""Pixels of a field of several lines."""


class FormPanel(QWidget):
    """Every field of the chosen form; remembers what was filled in for each brand."""

    limited = Signal(str)
    """Key of the text limit that was chosen, "" for none."""

    def __init__(self, board: CompareState) -> None:
        """Follows the state; shows the form that was open last."""
        super().__init__()
        self.board = board
        self.fields: dict[str, QWidget] = {}
        self._quiet = False
        self._shown = forms.FORMS[0]
        """Whose fields are there; another may just have been chosen."""
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[4])
        self._column.setSpacing(SPACE[2])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll_area(inside, self.tr("Form")))
        self.chooser = make_combo("compare.form", self.tr("Form"))
        for one in forms.FORMS:
            self.chooser.addItem(one.said_name, one.key)
        self._column.addWidget(self.chooser)
        self.purpose = label("", "muted")
        self._column.addWidget(self.purpose)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE[2])
        self._column.addLayout(self._rows)
        self.missing = label("", "small", tone="attention")
        self.missing.setObjectName("compare.formMissing")
        self._column.addWidget(self.missing)
        self._column.addStretch(1)
        self.chooser.activated.connect(lambda _: self._choose())
        board.ready_changed.connect(lambda ready: self._restore() if ready else None)
        self._restore()

    @property
    def form(self) -> Form:
        """The form that is shown."""
        return forms.find(str(self.chooser.currentData()))

    def values(self) -> dict[str, str]:
        """What is filled in."""
        return {key: _read(widget) for key, widget in self.fields.items()}

    # --- building --------------------------------------------------------------------------------

    def _restore(self) -> None:
        kept = self._remembered()
        self.chooser.setCurrentIndex(max(0, self.chooser.findData(kept.get("form", ""))))
        self._fill()

    def _choose(self) -> None:
        self._remember()
        self._fill()
        if self.form.variations > 1:
            self.board.set_seeds(range(1, self.form.variations + 1))
        self._write()

    def _fill(self) -> None:
        self._quiet = True
        clear(self._rows)
        self.fields = {}
        form = self._shown = self.form
        kept = self._remembered().get(form.key, {})
        self.purpose.setText(form.said_purpose)
        for one in form.fields:
            self._add(one, str(kept.get(one.key, one.default)))
        self.language = self._choice(
            "language", self.tr("Language"), [(code, language_word(code)) for code in LANGUAGES]
        )
        project = self.board.project
        wanted = str(kept.get("_language") or (project.language if project else "en"))
        self.language.setCurrentIndex(max(0, self.language.findData(wanted)))
        if any(one.kind == "language" for one in form.fields):
            self.language.parentWidget().hide()
        limits = [("", self.tr("No limit"))] + [
            (key, f"{all_limits()[key].name} ({words.number(all_limits()[key].characters)})")
            for key in form.limits
        ]
        self.channel = self._choice("channel", self.tr("Channel"), limits)
        self.channel.setCurrentIndex(max(0, self.channel.findData(str(kept.get("_limit", "")))))
        self.channel.parentWidget().setVisible(bool(form.limits))
        self.missing.hide()
        self._quiet = False

    def _add(self, one: Field, value: str) -> None:
        name = f"compare.field.{one.key}"
        widget: QWidget
        if one.kind in ("lines", "facts"):
            widget = QPlainTextEdit()
            widget.setTabChangesFocus(True)
            widget.setFixedHeight(_TALL)
            widget.setPlainText(value)
            widget.textChanged.connect(self._changed)
        elif one.kind in ("language", "kind"):
            widget = make_combo(name, one.said_label)
            for key, text in _choices(one):
                widget.addItem(text, key)
            widget.setCurrentIndex(max(0, widget.findData(value)))
            widget.activated.connect(lambda _: self._changed())
        else:
            widget = QLineEdit(value)
            widget.textEdited.connect(lambda _: self._changed())
        widget.setObjectName(name)
        widget.setAccessibleName(one.said_label)
        widget.setAccessibleDescription(one.said_help)
        self.fields[one.key] = widget
        self._rows.addWidget(_labelled(one.said_label, widget, one.said_help))

    def _choice(self, key: str, name: str, options: list[tuple[str, str]]) -> QComboBox:
        combo = make_combo(f"compare.{key}", name)
        for value, text in options:
            combo.addItem(text, value)
        combo.activated.connect(lambda _: self._changed())
        self._rows.addWidget(_labelled(name, combo))
        return combo

    # --- following -------------------------------------------------------------------------------

    def _changed(self) -> None:
        if not self._quiet:
            self._remember()
            self._write()

    def _write(self) -> None:
        """The brief, or one line that says what is still missing."""
        project = self.board.project
        if project is None:
            return
        limit = str(self.channel.currentData() or "")
        self.limited.emit(limit)
        try:
            job = forms.prepare(
                self.form,
                self.values(),
                project,
                language=str(self.language.currentData()),
                limit=limit,
            )
        except KnownError as error:
            self.missing.setText(f"{error.say} {error.hint}")
            self.missing.show()
            return
        self.missing.hide()
        self.board.brief = job.prompt

    def _remembered(self) -> dict[str, dict[str, str]]:
        number = self.board.project.id if self.board.project is not None else 0
        found = self.board.desk.memory.get(f"compare.forms.{number}", {})
        return found if isinstance(found, dict) else {}

    def _remember(self) -> None:
        if self.board.project is None:
            return
        kept = self.values() | {
            "_language": str(self.language.currentData()),
            "_limit": str(self.channel.currentData() or ""),
        }
        now = {**self._remembered(), self._shown.key: kept, "form": self.form.key}
        self.board.desk.memory.set(f"compare.forms.{self.board.project.id}", now)


def _choices(one: Field) -> list[tuple[str, str]]:
    if one.kind == "language":
        return [(code, language_word(code)) for code in LANGUAGES]
    return [(key, kind_name(key)) for key in CHANNELS["en"]]


def kind_name(key: str) -> str:
    """A kind of text in the reader's language, with a capital."""
    translate = QCoreApplication.translate
    return {
        "product": translate("FormPanel", "Product description"),
        "post": translate("FormPanel", "Social post"),
        "letter": translate("FormPanel", "Newsletter"),
        "support": translate("FormPanel", "Support answer"),
        "line": translate("FormPanel", "Short line"),
        "text": translate("FormPanel", "Text"),
    }[key]


def make_combo(object_name: str, name: str) -> QComboBox:
    """A choice that may be narrower than its longest entry."""
    combo = QComboBox()
    combo.setObjectName(object_name)
    combo.setAccessibleName(name)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(12)
    return combo


def _labelled(text: str, widget: QWidget, help_text: str = "") -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, SPACE[1], 0, 0)
    column.setSpacing(SPACE[1])
    caption = label(text, "label")
    caption.setBuddy(widget)
    column.addWidget(caption)
    column.addWidget(widget)
    if help_text:
        column.addWidget(label(help_text, "small"))
    return box


def _read(widget: QWidget) -> str:
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText()
    if isinstance(widget, QComboBox):
        return str(widget.currentData() or "")
    return widget.text() if isinstance(widget, QLineEdit) else ""
