"""Writing one caption: the code word stands out, its length is told, keys lead on to the next."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from core.actions.caption_room import CaptionRoom
from core.catalogue.records import ItemRecord, ProjectRecord
from core.datasets.captions import trigger_spans, with_trigger
from desktop_app import theme, words
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import FlowLayout, IconLabel, label, quiet, set_tone

_SAVE_AFTER = 2000
"""Milliseconds of quiet after which a caption is kept while its field still has the focus."""
_LONG = 60
"""Words from which a caption says more than is learnt from it."""
_SHORT_ROOM = 128
"""Pieces up to which a model's room is told from the first word on."""
_LINES = 5


class CodeWordHighlighter(QSyntaxHighlighter):
    """Marks the code word wherever it stands as a word of its own."""

    def __init__(self, field: QPlainTextEdit) -> None:
        """Follows the theme."""
        super().__init__(field.document())
        self._code_word = ""
        theme.current().changed.connect(self.rehighlight)

    def set_code_word(self, code_word: str) -> None:
        """Mark this word."""
        if code_word != self._code_word:
            self._code_word = code_word
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Called by Qt for each paragraph."""
        look, shape = theme.current(), QTextCharFormat()
        shape.setForeground(look.colour("accent"))
        shape.setBackground(look.colour("accent_soft"))
        shape.setFontWeight(QFont.Weight.DemiBold)
        for start, end in trigger_spans(text, self._code_word):
            self.setFormat(start, end - start, shape)


class CaptionField(QPlainTextEdit):
    """Tells when it is left, and when the reader wants to go on."""

    left = Signal()
    step_wanted = Signal(int)

    def __init__(self) -> None:
        """Tab leaves it, as in every form."""
        super().__init__()
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * _LINES + SPACE[4])
        self.setMaximumHeight(self.fontMetrics().lineSpacing() * (_LINES + 3) + SPACE[4])

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Leaving the field keeps what was written."""
        super().focusOutEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Ctrl+Enter keeps and goes on; Alt with an arrow moves; Enter alone makes no paragraph."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
            if control:
                self.step_wanted.emit(1)
            return
        if alt and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.left.emit()
            self.step_wanted.emit(1 if event.key() == Qt.Key.Key_Down else -1)
            return
        super().keyPressEvent(event)


class CaptionEditor(QWidget):
    """The caption of one photo."""

    changed = Signal(int, str)
    """(item id, caption) that shall be kept."""
    step_wanted = Signal(int)
    suggest_wanted = Signal()

    def __init__(self) -> None:
        """Empty until `show_item`."""
        super().__init__()
        self._item: ItemRecord | None = None
        self._project: ProjectRecord | None = None
        self._sent = ""
        self._room: CaptionRoom | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[2])
        column.addWidget(label(self.tr("Caption"), "label"))
        self.field = CaptionField()
        self.field.setObjectName("caption.text")
        self.field.setAccessibleName(self.tr("Caption"))
        self.field.setPlaceholderText(
            self.tr("What is to be seen: the thing, the place, the light …")
        )
        self.marker = CodeWordHighlighter(self.field)
        column.addWidget(self.field)
        column.addLayout(self._hints())
        self._fits = label("", "small")
        self._fits.setObjectName("caption.room")
        self._fits.hide()
        column.addWidget(self._fits)
        row = FlowLayout(gap=SPACE[1])
        self.add = quiet(self.tr("Add the code word"), "tag")
        self.add.setObjectName("caption.add_code_word")
        self.add.clicked.connect(self._add_code_word)
        self.suggest = quiet(self.tr("Suggest"), "wand-sparkles")
        self.suggest.setObjectName("caption.suggest")
        self.suggest.setToolTip(self.tr("Writes a simple caption from what can be measured"))
        self.suggest.clicked.connect(self.suggest_wanted)
        row.addWidget(self.add)
        row.addWidget(self.suggest)
        column.addLayout(row)
        self._later = QTimer(self, singleShot=True, interval=_SAVE_AFTER)
        self._later.timeout.connect(self.keep)
        self.field.left.connect(self.keep)
        self.field.step_wanted.connect(self.step_wanted)
        self.field.textChanged.connect(self._typed)

    def _hints(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[1])
        self._sign = IconLabel("circle-check", "ready", 16)
        self._code = label("", "small", wrap=False)
        self._length = label("", "small", wrap=False)
        self._length.setObjectName("caption.length")
        row.addWidget(self._sign)
        row.addWidget(self._code, 1)
        row.addWidget(self._length)
        return row

    # --- for the panel ---------------------------------------------------------------------------

    def show_item(self, item: ItemRecord | None, project: ProjectRecord | None) -> None:
        """Show a photo's caption; what was being written about another is kept first."""
        if self._item is not None and (item is None or item.id != self._item.id):
            self.keep()
        same = item is not None and self._item is not None and item.id == self._item.id
        self._project = project
        self.marker.set_code_word(project.trigger if project else "")
        before = self._item
        self._item = item
        if item is None:
            return
        if same and before is not None and self.text() != self._sent and self.field.hasFocus():
            self._refresh()  # the reader is writing: what was read now is older
            return
        if self.text() != item.caption or not same:
            self._sent = item.caption
            self.field.blockSignals(True)
            self.field.setPlainText(item.caption)
            self.field.blockSignals(False)
        self._sent = item.caption
        self._refresh()

    def set_room(self, room: CaptionRoom | None) -> None:
        """How much of a caption the chosen model reads."""
        self._room = room
        self._refresh()

    def text(self) -> str:
        """What is written, on one line."""
        return " ".join(self.field.toPlainText().split())

    def keep(self) -> None:
        """Hand on what was written, if it is something else."""
        self._later.stop()
        if self._item is not None and self.text() != self._sent:
            self._sent = self.text()
            self.changed.emit(self._item.id, self._sent)

    # --- inside ----------------------------------------------------------------------------------

    def _typed(self) -> None:
        self._later.start()
        self._refresh()

    def _add_code_word(self) -> None:
        if self._project is not None:
            self.field.setPlainText(
                with_trigger(self.text(), self._project.trigger, self._project.class_word)
            )
            self.keep()

    def _refresh(self) -> None:
        text, code_word = self.text(), self._project.trigger if self._project else ""
        there = bool(trigger_spans(text, code_word))
        self.add.setVisible(bool(code_word) and not there)
        self._sign.set_icon(
            *(("circle-check", "ready") if there else ("circle-alert", "attention"))
        )
        self._sign.setVisible(bool(code_word))
        self._code.setText(
            self.tr("with the code word “{word}”").format(word=code_word)
            if there
            else self.tr("without the code word")
        )
        self._code.setVisible(bool(code_word))
        count = len(text.split())
        told = self.tr("%n word(s)", "", count)
        self._length.setText(told)
        self._length.setToolTip(
            self.tr("Up to {most} words are learnt from well.").format(most=words.number(_LONG))
        )
        set_tone(self._length, "attention" if count > _LONG else "")
        self._refresh_room(text)

    def _refresh_room(self, text: str) -> None:
        """What the model does not read of it, or how much more it would read."""
        room = self._room
        fill = room.fill(text) if room is not None and room.most else None
        near = fill is not None and (fill.most <= _SHORT_ROOM or 2 * fill.used >= fill.most)
        self._fits.setVisible(near)
        if room is None or fill is None or not near:
            return
        if fill.words_lost:
            told = self.tr("{model} will not read the last %n word(s).", "", fill.words_lost)
        else:
            told = self.tr("Room for about %n more word(s).", "", fill.words_left)
        self._fits.setText(told.format(model=room.model))
        counted = (
            self.tr("{used} of {most} pieces of words, counted as {model} reads them")
            if room.exact
            else self.tr("About {used} of {most} pieces of words that {model} reads")
        )
        self._fits.setToolTip(counted.format(
            used=words.number(fill.used), most=words.number(fill.most), model=room.model
        ))  # fmt: skip
        set_tone(self._fits, "attention" if fill.words_lost else "")
