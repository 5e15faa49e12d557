"""What is said about texts: sort, language, and the fields of one (title, question, columns)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from core.actions.describing import TEXT_KINDS
from core.catalogue.describing import Summary
from core.catalogue.records import ItemRecord
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import IconButton, clear, label, quiet

_LANGUAGES = {
    "en": "English", "de": "Deutsch", "fr": "Français", "es": "Español", "it": "Italiano",
    "nl": "Nederlands", "pl": "Polski", "pt": "Português", "sv": "Svenska", "da": "Dansk",
    "no": "Norsk", "fi": "Suomi", "cs": "Čeština", "hu": "Magyar", "ro": "Română",
    "tr": "Türkçe", "uk": "Українська", "ja": "日本語", "ko": "한국어", "zh": "中文",
}  # fmt: skip
"""Languages by the names their speakers give them, ISO 639-1."""
_MIXED = "*"


class TextDetails(QWidget):
    """For one text or many; tells each change at once."""

    changed = Signal(object)
    """Keyword arguments of `describing.set_text_facts`."""
    fields_changed = Signal(object)
    """All fields of the one text."""

    def __init__(self) -> None:
        """Empty until `show_texts`."""
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[1])
        self.kind, self.language = QComboBox(), QComboBox()
        for box, title, name in (
            (self.kind, self.tr("Sort of text"), "text.kind"),
            (self.language, self.tr("Language"), "text.language"),
        ):
            box.setObjectName(name)
            box.setAccessibleName(title)
            column.addWidget(label(title, "small"))
            column.addWidget(box)
            column.addSpacing(SPACE[1])
        self.kind.activated.connect(lambda _: self._choose("kind", self.kind))
        self.language.activated.connect(lambda _: self._choose("language", self.language))
        self._title = label(self.tr("Fields"), "label")
        column.addWidget(self._title)
        self._grid = QGridLayout()
        self._grid.setSpacing(SPACE[1])
        column.addLayout(self._grid)
        self.more = quiet(self.tr("Add a field"), "plus")
        self.more.setObjectName("text.add_field")
        self.more.clicked.connect(lambda: self._add_row("", "").setFocus())
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._rows: list[tuple[QLineEdit, QLineEdit]] = []
        self._shown: ItemRecord | None = None

    def show_texts(self, summary: Summary, item: ItemRecord | None) -> None:
        """What the selected texts have in common, and the fields of a single one."""
        names = {
            "text": self.tr("Text"),
            "product": self.tr("Product text"),
            "post": self.tr("Post"),
            "letter": self.tr("Letter or newsletter"),
            "support": self.tr("Answer to a question"),
            "line": self.tr("Slogan or line"),
        }
        kinds = [(names.get(kind, kind), kind) for kind in TEXT_KINDS]
        self._fill(self.kind, kinds, summary.text_kinds)
        spoken = dict.fromkeys((*_LANGUAGES, *summary.languages))
        tongues = [(language_name(code), code) for code in spoken if code]
        self._fill(self.language, [(self.tr("Not said"), ""), *tongues], summary.languages)
        for widget in (self._title, self.more):
            widget.setVisible(item is not None)
        same = item is not None and self._shown is not None and (
            (item.id, item.fields) == (self._shown.id, self._shown.fields)
        )  # fmt: skip
        self._shown = item
        if not same:
            self._rows.clear()
            clear(self._grid)
            for name, value in (item.fields if item else {}).items():
                self._add_row(name, value)

    def _fill(
        self, box: QComboBox, choices: Sequence[tuple[str, str]], values: Sequence[str]
    ) -> None:
        box.blockSignals(True)
        box.clear()
        for text, key in choices:
            box.addItem(text, key)
        if len(values) > 1:
            box.addItem(self.tr("Different"), _MIXED)
        wanted = _MIXED if len(values) > 1 else values[0] if values else ""
        box.setCurrentIndex(max(0, box.findData(wanted)))
        box.blockSignals(False)

    def _choose(self, name: str, box: QComboBox) -> None:
        if box.currentData() != _MIXED:
            self.changed.emit({name: str(box.currentData())})

    def _add_row(self, name: str, value: str) -> QLineEdit:
        at = len(self._rows)
        key, field = QLineEdit(name), QLineEdit(value)
        key.setAccessibleName(self.tr("Name of the field"))
        key.setPlaceholderText(self.tr("Name"))
        field.setAccessibleName(name or self.tr("Content of the field"))
        field.setCursorPosition(0)
        remove = IconButton("x", self.tr("Remove the field “{name}”").format(name=name))
        remove.clicked.connect(lambda: self._remove(key, field))
        for edit in (key, field):
            edit.editingFinished.connect(self._tell)
        self._grid.addWidget(key, at, 0)
        self._grid.addWidget(field, at, 1)
        self._grid.addWidget(remove, at, 2)
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 3)
        self._rows.append((key, field))
        return key

    def _remove(self, key: QLineEdit, field: QLineEdit) -> None:
        self._rows.remove((key, field))
        key.clear()
        self._tell()

    def _tell(self) -> None:
        fields = {
            key.text().strip(): field.text().strip() for key, field in self._rows
            if key.text().strip()
        }  # fmt: skip
        if self._shown is not None and fields != self._shown.fields:
            self.fields_changed.emit(fields)


def language_name(code: str) -> str:
    """A language by the name its speakers give it; the code itself where that is not known."""
    return _LANGUAGES.get(code.split("-")[0].lower(), code)
