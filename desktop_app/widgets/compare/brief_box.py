"""The box a brief is written in: phrases of the brand, code words in colour, earlier briefs."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from core.actions import briefs
from core.actions.briefs import Phrase
from core.datasets.captions import trigger_spans
from desktop_app import theme, words
from desktop_app.state.compare import CompareState
from desktop_app.state.compare_layout import MAX_VARIATIONS
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import Card, IconButton, IconLabel, clear, label, link
from desktop_app.widgets.compare.brief_history import BriefHistory
from desktop_app.widgets.compare.names import adapter_colour, group_name, phrase_name, shape_name

MOST_LINES = 4


class CodeWordMarks(QSyntaxHighlighter):
    """Draws each code word in the colour of its adapter, underlined."""

    def __init__(self, edit: QPlainTextEdit, board: CompareState) -> None:
        """Marks the document of `edit`."""
        super().__init__(edit.document())
        self._board = board
        theme.current().changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Mark one line."""
        seen: set[str] = set()
        for adapter in self._board.in_columns():
            if adapter.trigger in seen:
                continue  # two adapters of one brand share its code word: the first one's colour
            seen.add(adapter.trigger)
            for start, end in trigger_spans(text, adapter.trigger):
                look = QTextCharFormat()
                look.setForeground(adapter_colour(self._board, adapter.id))
                look.setFontWeight(600)
                look.setFontUnderline(True)
                self.setFormat(start, end - start, look)


class BriefEdit(QPlainTextEdit):
    """Grows with its text up to four lines; Ctrl+Enter makes, Tab leaves."""

    made = Signal()

    def __init__(self) -> None:
        """Empty."""
        super().__init__()
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._grow())
        self._grow()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Ctrl+Enter is the page's main action."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.made.emit()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:  # noqa: N802
        """One line."""
        return QSize(320, self.height())

    def _grow(self) -> None:
        wanted = max(1, round(self.document().size().height()))
        lines, policy = min(MOST_LINES, wanted), Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if wanted > MOST_LINES else policy.ScrollBarAlwaysOff
        )
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 24)


class BriefBox(Card):
    """Reads and writes the state's brief; never makes anything by itself."""

    made = Signal()
    shaped = Signal(int, int)
    """A format: width and height in px."""

    def __init__(self, board: CompareState) -> None:
        """Follows the state."""
        super().__init__(SPACE[3], SPACE[2])
        self.board = board
        self._lay_out()
        self._marks = CodeWordMarks(self.edit, board)
        self.edit.textChanged.connect(self._typed)
        board.brief_changed.connect(self._show_brief)
        board.seeds_changed.connect(self._show_seeds)
        board.layout_changed.connect(lambda _: self._look_again())
        for name in ("kind", "topics", "ready", "model", "image"):
            getattr(board, name + "_changed").connect(lambda _: self._fill_chips())
        self._show_brief(board.brief)
        self._show_seeds(board.seeds)
        self._fill_chips()

    def menu(self, group: str) -> QMenu:
        """The phrases of one group; those of the brief are ticked."""
        menu = QMenu(self)
        every = self.board.phrases()
        for phrase in [one for one in every if one.group == group]:
            action = menu.addAction(phrase_name(phrase))
            action.setToolTip(phrase.text)
            action.setCheckable(True)
            action.setChecked(phrase.text in self.board.brief)
            action.triggered.connect(lambda _=False, one=phrase: self._toggle(one, every))
        return menu

    def shape_menu(self) -> QMenu:
        """The formats of the model."""
        menu = QMenu(self)
        model, image = self.board.model, self.board.image
        for shape in model.shapes if model is not None else ():
            size = f"{words.number(shape.width)} × {words.number(shape.height)}"
            action = menu.addAction(f"{shape_name(shape.key)}   {size}")
            action.setCheckable(True)
            usual = not image.width and shape.key == "square"
            action.setChecked((image.width, image.height) == (shape.width, shape.height) or usual)
            action.triggered.connect(
                lambda _=False, one=shape: self.shaped.emit(one.width, one.height)
            )
        return menu

    # --- building --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        self.edit = BriefEdit()
        self.edit.setObjectName("compare.brief")
        self.edit.setAccessibleName(self.tr("Brief"))
        self.edit.setPlaceholderText(self.tr("What shall be made?"))
        self.edit.made.connect(self.made)
        row.addWidget(self.edit, 1)
        self.earlier = IconButton("history", self.tr("Earlier briefs"))
        self.earlier.setObjectName("compare.earlierBriefs")
        self.earlier.clicked.connect(self._open_history)
        row.addWidget(self.earlier, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)
        second = QHBoxLayout()
        second.setSpacing(SPACE[2])
        self.chips = QHBoxLayout()
        self.chips.setSpacing(SPACE[2])
        second.addLayout(self.chips)
        second.addStretch(1)
        self._add_variations(second)
        self.body.addLayout(second)
        self.warning = QWidget()
        self._warnings = QVBoxLayout(self.warning)
        self._warnings.setContentsMargins(0, 0, 0, 0)
        self._warnings.setSpacing(SPACE[1])
        self.body.addWidget(self.warning)

    def _add_variations(self, row: QHBoxLayout) -> None:
        caption = label(self.tr("Variations"), "muted", wrap=False)
        row.addWidget(caption)
        self.count = QSpinBox()
        self.count.setObjectName("compare.variations")
        self.count.setAccessibleName(self.tr("Variations"))
        self.count.setRange(1, MAX_VARIATIONS)
        self.count.setFixedWidth(64)
        tip = self.tr("How many versions of this brief. Every column makes the same ones.")
        self.count.setToolTip(tip)
        self.count.valueChanged.connect(self._count)
        caption.setBuddy(self.count)
        row.addWidget(self.count)
        self.shuffle = IconButton("dices", self.tr("Other variation numbers"))
        self.shuffle.setObjectName("compare.shuffle")
        self.shuffle.clicked.connect(self.board.other_seeds)
        row.addWidget(self.shuffle)

    def _fill_chips(self) -> None:
        clear(self.chips)
        groups = list(dict.fromkeys(one.group for one in self.board.phrases()))
        for group in groups:
            chip = _chip(group_name(group), f"compare.chip.{group}")
            chip.clicked.connect(lambda _=False, one=group, at=chip: _pop(self.menu(one), at))
            self.chips.addWidget(chip)
        model = self.board.model
        if self.board.kind == "image" and model is not None and model.shapes:
            chip = _chip(group_name("shape"), "compare.chip.shape")
            chip.clicked.connect(lambda _=False, at=chip: _pop(self.shape_menu(), at))
            self.chips.addWidget(chip)
        self._look_again()

    # --- following -------------------------------------------------------------------------------

    def _toggle(self, phrase: Phrase, every: list[Phrase]) -> None:
        self.board.brief = briefs.toggle(self.board.brief, phrase, every)
        self.edit.setFocus()

    def _typed(self) -> None:
        self.board.brief = self.edit.toPlainText()
        self._warn()

    def _show_brief(self, brief: str) -> None:
        if self.edit.toPlainText() != brief:
            self.edit.setPlainText(brief)
            cursor = self.edit.textCursor()
            cursor.movePosition(cursor.MoveOperation.End)
            self.edit.setTextCursor(cursor)
        self._warn()

    def _show_seeds(self, seeds: tuple[int, ...]) -> None:
        self.count.blockSignals(True)
        self.count.setValue(len(seeds))
        self.count.blockSignals(False)
        numbers = words.joined([words.number(one) for one in seeds])
        self.shuffle.setToolTip(
            self.tr("Other variation numbers. Now: {numbers}").format(numbers=numbers)
        )

    def _count(self, count: int) -> None:
        seeds = list(self.board.seeds[:count])
        following = (number for number in range(1, 1000) if number not in seeds)
        while len(seeds) < count:
            seeds.append(next(following))
        self.board.set_seeds(seeds)

    def _look_again(self) -> None:
        self._marks.rehighlight() if hasattr(self, "_marks") else None
        self._warn()

    def _warn(self) -> None:
        board = self.board
        missing = briefs.missing_code_words(board.brief, board.in_columns())
        if not board.brief.strip():
            missing = []
        wanted = [(one.id, one.name, one.trigger) for one in missing]
        if getattr(self, "_warned", None) == wanted:
            return
        self._warned = wanted
        clear(self._warnings)
        for adapter in missing:
            self._warnings.addWidget(self._warning_of(adapter.name, adapter.trigger))
        self.warning.setVisible(bool(missing))

    def _warning_of(self, name: str, trigger: str) -> QWidget:
        line = QFrame()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[2])
        row.addWidget(IconLabel("triangle-alert", "attention", 16))
        text = self.tr("The code word “{word}” is missing. “{name}” listens to it.")
        row.addWidget(label(text.format(word=trigger, name=name), "small", tone="attention"), 1)
        button = link(self.tr("Put it in"))
        button.setObjectName(f"compare.putIn.{trigger}")
        button.setAccessibleName(self.tr("Put the code word {word} in").format(word=trigger))
        button.clicked.connect(self._put_in)
        row.addWidget(button)
        return line

    def _put_in(self) -> None:
        project = self.board.project
        self.board.brief = briefs.with_code_words(
            self.board.brief, self.board.in_columns(), project.class_word if project else ""
        )
        self.edit.setFocus()

    def _open_history(self) -> None:
        popup = BriefHistory(self.board, self)
        popup.taken.connect(lambda brief: setattr(self.board, "brief", brief))
        popup.open_below(self.earlier)


def _chip(text: str, name: str) -> QPushButton:
    chip = QPushButton(text)
    chip.setObjectName(name)
    chip.setProperty("variant", "chip")
    chip.setAutoDefault(False)
    return chip


def _pop(menu: QMenu, under: QPushButton) -> None:
    menu.setToolTipsVisible(True)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(under.mapToGlobal(QPoint(0, under.height() + 2)))
