"""One text in full, to be read and reworded; leafs through the list like the lightbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from core.actions.taking import told_source
from core.catalogue.records import ItemRecord
from core.errors import KnownError
from desktop_app import words
from desktop_app.state.dataset import DatasetState
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import ErrorBox, IconButton, clear, label, primary, quiet
from desktop_app.widgets.dataset.model import ItemModel
from desktop_app.widgets.dataset.overlay import Overlay
from desktop_app.widgets.dataset.text_lines import kind_word


class TextEditor(Overlay):
    """Keeps what was typed when it is closed or leafed on; Ctrl+Z outside takes it back."""

    moved = Signal(int)

    def __init__(self, parent: QWidget, state: DatasetState, model: ItemModel) -> None:
        """Edits the texts of `model`."""
        super().__init__(parent)
        self._state, self._model = state, model
        self.position = 0
        self._item: ItemRecord | None = None
        self._after: Callable[[], None] | None = None
        self.previous = IconButton("chevron-left", self.tr("Previous text"))
        self.next = IconButton("chevron-right", self.tr("Next text"))
        self.previous.clicked.connect(lambda: self.leaf(-1))
        self.next.clicked.connect(lambda: self.leaf(1))
        self.head.addWidget(self.previous)
        self.head.addWidget(self.next)
        self.asked = label("", "body", tone="muted")
        self.body.addWidget(self.asked)
        self.source = label("", "small")
        self.source.setObjectName("dataset.editor.source")
        self.body.addWidget(self.source)
        self.field = QPlainTextEdit(objectName="dataset.editor.body")
        self.field.setAccessibleName(self.tr("Text"))
        self.field.setAcceptDrops(False)
        self.field.setTabChangesFocus(True)
        self.field.textChanged.connect(self._count)
        self.body.addWidget(self.field, 1)
        self._errors = QHBoxLayout()
        self.body.addLayout(self._errors)
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        self.length = label("", "muted", wrap=False)
        row.addWidget(self.length, 1)
        self.revert = quiet(self.tr("Undo my changes"))
        self.revert.setObjectName("dataset.editor.revert")
        self.revert.clicked.connect(self._put_back)
        self.keep = primary(self.tr("Save text"))
        self.keep.setObjectName("dataset.editor.save")
        self.keep.clicked.connect(self.save)
        row.addWidget(self.revert)
        row.addWidget(self.keep)
        self.body.addLayout(row)
        saving = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self, self.save)
        saving.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    @property
    def changed(self) -> bool:
        """Whether something was typed that is not kept yet."""
        return self._item is not None and self.field.toPlainText().strip() != self._item.body

    def edit(self, position: int) -> None:
        """Open a row of the list."""
        self.position = position
        if not self.isVisible():
            self.open()
        self._load()

    def leaf(self, by: int) -> None:
        """Keep this one, go on or back."""
        position = min(len(self._model.ids) - 1, max(0, self.position + by))
        if position != self.position:
            self._keep(lambda: self._go(position))

    def save(self) -> None:
        """Keep what was typed and stay."""
        self._keep(lambda: None)

    def dismiss(self) -> None:
        """Keep what was typed and close; what cannot be kept stays open."""
        self._keep(self._leave)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Page keys leaf, as the arrow keys belong to the text."""
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in (
            Qt.Key.Key_Left,
            Qt.Key.Key_Right,
        ):
            self.leaf(-1 if event.key() == Qt.Key.Key_Left else 1)
        else:
            super().keyPressEvent(event)

    def _keep(self, after: Callable[[], None]) -> None:
        """Go on with `after` as soon as what was typed is in the catalogue."""
        self._clear_error()
        if not self.changed or self._item is None:
            after()
            return
        body = self.field.toPlainText().strip()
        if not body:
            self._fail(
                KnownError(
                    self.tr("A text cannot be empty."),
                    self.tr("Write something, or undo your changes and delete it in the list."),
                )
            )
            return
        self._after = after
        self._state.set_body(self._item.id, body, then=self._is_kept, failed=self._fail)

    def _is_kept(self, _: str) -> None:
        """Also told when the change is done again from the Edit menu; then nothing waits."""
        after, self._after = self._after, None
        if after is not None and self._item is not None:
            self._item = replace(self._item, body=self.field.toPlainText().strip())
            self._count()
            after()

    def _go(self, position: int) -> None:
        self.position = position
        self._load()
        self.moved.emit(position)

    def _leave(self) -> None:
        self._item = None
        super().dismiss()

    def _load(self) -> None:
        self._clear_error()
        if 0 <= self.position < len(self._model.ids):
            self._state.ask_item(self._model.ids[self.position], self._show, self)

    def _show(self, item: ItemRecord) -> None:
        self._item = item
        self.heading.setText(item.fields.get("title", "") or item.name)
        self.note.setText(" · ".join(one for one in (kind_word(item.text_kind), item.name) if one))
        question = item.fields.get("question") or item.fields.get("prompt") or ""
        self.asked.setText(self.tr("Answers: {question}").format(question=question))
        self.asked.setVisible(bool(question))
        source = told_source(self._item) if self._item is not None else ""
        self.source.setText(source)
        self.source.setVisible(bool(source))
        self.field.setPlainText(item.body)
        self.previous.setEnabled(self.position > 0)
        self.next.setEnabled(self.position < len(self._model.ids) - 1)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_back(self) -> None:
        if self._item is not None:
            self.field.setPlainText(self._item.body)
            self._clear_error()

    def _count(self) -> None:
        text = self.field.toPlainText()
        self.length.setText(
            self.tr("{words} words, {characters} characters").format(
                words=words.number(len(text.split())), characters=words.number(len(text.strip()))
            )
        )
        self.keep.setEnabled(self.changed)
        self.revert.setVisible(self.changed)

    def _fail(self, error: KnownError) -> None:
        self._after = None
        self._clear_error()
        self._errors.addWidget(ErrorBox(error))

    def _clear_error(self) -> None:
        clear(self._errors)
