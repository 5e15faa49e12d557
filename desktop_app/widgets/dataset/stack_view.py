"""An open stack: its photos in a row, which one is best and why, and what becomes of the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.catalogue.listing import ItemLine
from core.datasets.photo_stacks import Stack
from desktop_app import words
from desktop_app.state.dataset import DatasetState
from desktop_app.state.desk import Desk
from desktop_app.state.stacks import StacksState
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import (
    FlowLayout,
    IconButton,
    clear,
    label,
    primary,
    quiet,
    scroll_area,
    secondary,
)
from desktop_app.widgets.dataset.overlay import Overlay
from desktop_app.widgets.dataset.pictures import Pictures
from desktop_app.widgets.dataset.stack_tile import StackTile


class StackView(Overlay):
    """Goes from stack to stack; Esc closes it. Arrow keys choose among the photos of one."""

    moved = Signal(int)
    """The photo on top of the stack that is shown now."""

    def __init__(self, parent: QWidget, desk: Desk, state: DatasetState) -> None:
        """Shows nothing before `look_at`."""
        super().__init__(parent)
        self.setObjectName("dataset.stack")
        self._root, self._state = desk.library.root, state
        self.actions = StacksState(desk, state)
        self._pictures = Pictures(desk.library.cache, self)
        self._wanted: tuple[int, ...] = ()
        self._members: tuple[int, ...] = ()
        self._stack: Stack | None = None
        self._lines: dict[int, ItemLine] = {}
        self.tiles: list[StackTile] = []
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._refresh_words)
        self._build_head()
        self._row = QHBoxLayout()
        self._row.setSpacing(SPACE[3])
        self._row.setContentsMargins(0, 0, 0, 0)
        content = QWidget()
        content.setLayout(self._row)
        self._area = scroll_area(content, self.tr("The photos of this stack"))
        self.body.addWidget(self._area, 1)
        self.why = label("", "lead")
        self.why.setObjectName("dataset.stack.why")
        self.body.addWidget(self.why)
        self.body.addWidget(self._build_reason())
        self.body.addLayout(self._build_actions())
        state.listed.connect(self._listed)

    # --- building --------------------------------------------------------------------------------

    def _build_head(self) -> None:
        self.previous = IconButton("chevron-left", self.tr("Previous stack (Page up)"), size=24)
        self.previous.setObjectName("dataset.stack.previous")
        self.next = IconButton("chevron-right", self.tr("Next stack (Page down)"), size=24)
        self.next.setObjectName("dataset.stack.next")
        self.previous.clicked.connect(self.go_back)
        self.next.clicked.connect(self.go_on)
        self.head.addWidget(self.previous)
        self.head.addWidget(self.next)

    def _build_actions(self) -> FlowLayout:
        flow = FlowLayout()
        self.keep = primary("")
        self.keep.setObjectName("dataset.stack.keep")
        self.keep.clicked.connect(self._keep)
        self.on_top = secondary(self.tr("Put this one on top"))
        self.on_top.setObjectName("dataset.stack.top")
        self.on_top.clicked.connect(self._put_on_top)
        self.different = secondary(self.tr("They are all different: keep all …"))
        self.different.setObjectName("dataset.stack.different")
        self.different.clicked.connect(self._ask_reason)
        self.again = quiet(self.tr("Use all of them again"), "eye")
        self.again.setObjectName("dataset.stack.again")
        self.again.clicked.connect(self._use_again)
        for button in (self.keep, self.on_top, self.different, self.again):
            flow.addWidget(button)
        return flow

    def _build_reason(self) -> QWidget:
        self._reason = QWidget()
        column = QVBoxLayout(self._reason)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[2])
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        self.reason = QLineEdit()
        self.reason.setObjectName("dataset.stack.reason")
        self.reason.setAccessibleName(self.tr("How they differ"))
        self.reason.setPlaceholderText(self.tr("How do they differ?"))
        self.reason.setMaxLength(300)
        self.reason.setMaximumWidth(420)
        self.keep_all = primary(self.tr("Keep all"))
        self.keep_all.setObjectName("dataset.stack.keep_all")
        self.keep_all.setEnabled(False)
        cancel = quiet(self.tr("Cancel"))
        cancel.clicked.connect(self._hide_reason)
        self.keep_all.clicked.connect(self._keep_all)
        self.reason.returnPressed.connect(self._keep_all)
        self.reason.textChanged.connect(self._reason_typed)
        row.addWidget(self.reason, 1)
        row.addWidget(self.keep_all)
        row.addWidget(cancel)
        row.addStretch(1)
        column.addLayout(row)
        ready = FlowLayout(gap=SPACE[1])
        for text in (self.tr("Another angle"), self.tr("Another detail"), self.tr("Another light")):
            chip = quiet(text)
            chip.setProperty("variant", "chip")
            chip.clicked.connect(lambda _=False, text=text: self.reason.setText(text))
            ready.addWidget(chip)
        column.addLayout(ready)
        self._reason.hide()
        return self._reason

    # --- for the page ----------------------------------------------------------------------------

    def look_at(self, members: Sequence[int], among: Sequence[int] = ()) -> None:
        """Open the stack in which these lie.

        Args:
            members: photos of one stack.
            among: photos whose stacks are leafed through; without any, all stacks are.
        """
        self._wanted, self._members = tuple(among), tuple(members)
        if self._find():
            self.open()
            self._show_stack()

    def stacks(self) -> list[Stack]:
        """Those that are leafed through."""
        wanted = set(self._wanted)
        tops = self._state.piles
        there = {member for members in tops.values() for member in members}
        return [
            one for one in self._state.stacks
            if there & set(one.ids) and (not wanted or wanted & set(one.ids))
        ]  # fmt: skip

    def go_on(self) -> None:
        """The next stack."""
        self._leaf(1)

    def go_back(self) -> None:
        """The one before."""
        self._leaf(-1)

    # --- showing ---------------------------------------------------------------------------------

    def _find(self) -> bool:
        members = set(self._members)
        self._stack = next((one for one in self.stacks() if members & set(one.ids)), None)
        return self._stack is not None

    def _listed(self, *_: object) -> None:
        """The list was read again: the stack may be another, or gone."""
        if not self.isVisible():
            return
        place = self._place()
        if not self._find():
            rest = self.stacks()
            if not rest:
                self.dismiss()
                return
            self._stack = rest[min(max(0, place), len(rest) - 1)]
        self._show_stack()

    def _place(self) -> int:
        found = [at for at, one in enumerate(self.stacks()) if one == self._stack]
        return found[0] if found else 0

    def _leaf(self, by: int) -> None:
        every = self.stacks()
        at = min(len(every) - 1, max(0, self._place() + by))
        if every and every[at] != self._stack:
            self._stack = every[at]
            self._show_stack()

    def _show_stack(self) -> None:
        stack = self._stack
        if stack is None:
            return
        there = {one for members in self._state.piles.values() for one in members}
        members = tuple(one for one in stack.ids if one in there)
        changed = set(members) != {tile.item_id for tile in self.tiles}
        self._members = members
        if changed or [tile.item_id for tile in self.tiles] != list(members):
            self._build_tiles(members)
        self._hide_reason()
        every, place = self.stacks(), self._place()
        self.heading.setText(self.tr("%n photo(s) that look alike", "", len(members)))
        self.note.setText(self.tr("Stack {place} of {count}").format(
            place=words.number(place + 1), count=words.number(len(every))))  # fmt: skip
        self.previous.setEnabled(place > 0)
        self.next.setEnabled(place < len(every) - 1)
        self.moved.emit(members[0])
        self._state.ask_lines(members, self._take, self)
        self._refresh_words()

    def _build_tiles(self, members: Sequence[int]) -> None:
        focused = any(tile.hasFocus() for tile in self.tiles) or self.hasFocus()
        clear(self._row)
        self.tiles = []
        for member in members:
            tile = StackTile(self._pictures, member)
            self._group.addButton(tile)
            self._row.addWidget(tile)
            self.tiles.append(tile)
        self._row.addStretch(0)
        self.tiles[0].setChecked(True)
        if focused:
            self.tiles[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, lines: dict[int, ItemLine]) -> None:
        self._lines = lines
        stack = self._stack
        if stack is None:
            return
        merits = dict(zip(stack.ids, stack.merits, strict=True))
        for tile in self.tiles:
            line = lines.get(tile.item_id)
            path = str(Path(self._root) / line.working_path) if line else ""
            tile.show_photo(line, path, merits.get(tile.item_id, ()), tile.item_id == stack.best)
        self._want()
        self._refresh_words()

    def _want(self) -> None:
        self._pictures.want([one for one in (tile.wanted() for tile in self.tiles) if one])

    def _refresh_words(self, *_: object) -> None:
        stack = self._stack
        if stack is None or not self.tiles:
            return
        chosen = self.chosen()
        best = chosen == stack.best
        self.why.setText(self._reasons(stack))
        self.keep.setText(
            self.tr("Keep the best, leave out the others") if best
            else self.tr("Keep this one, leave out the others")
        )  # fmt: skip
        left_out = [one.id for one in self._lines.values() if one.ignored]
        others = [one for one in self._members if one != chosen]
        self.keep.setEnabled(not set(others) <= set(left_out) or chosen in left_out)
        self.on_top.setEnabled(not best)
        self.again.setVisible(bool(set(left_out) & set(self._members)))

    def _reasons(self, stack: Stack) -> str:
        if stack.chosen:
            return self.tr("You put the first one on top.")
        merits = stack.merits[0]
        if not merits:
            return self.tr("They are about equally good; the first one lies on top.")
        phrases = {
            "sharpest": self.tr("the sharpest"),
            "lit": self.tr("the best lit"),
            "largest": self.tr("the largest"),
        }
        told = words.joined([phrases[one] for one in merits])
        return self.tr("On top lies the best one: it is {merits}.").format(merits=told)

    def chosen(self) -> int:
        """The photo that would be kept."""
        return next((one.item_id for one in self.tiles if one.isChecked()), self._members[0])

    # --- doing -----------------------------------------------------------------------------------

    def _keep(self) -> None:
        members, chosen = self._members, self.chosen()
        self.actions.keep_best(members, chosen)
        if self._place() < len(self.stacks()) - 1:
            self.go_on()
        else:
            self.dismiss()

    def _put_on_top(self) -> None:
        self.actions.choose_best(self._members, self.chosen())

    def _use_again(self) -> None:
        self._state.set_aside(
            [one.id for one in self._lines.values() if one.ignored and one.id in self._members],
            False,
        )

    def _ask_reason(self) -> None:
        self._reason.show()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _hide_reason(self) -> None:
        self._reason.hide()
        self.reason.clear()

    def _reason_typed(self, text: str) -> None:
        self.keep_all.setEnabled(bool(text.strip()))

    def _keep_all(self) -> None:
        if reason := self.reason.text().strip():
            self._hide_reason()
            self.actions.call_different(self._members, reason)

    # --- what Qt asks ----------------------------------------------------------------------------

    def open(self) -> None:
        """Cover the page; the keyboard goes to the photo on top."""
        super().open()
        if self.tiles:
            self.tiles[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Page up and down lead to other stacks, Esc closes."""
        steps: dict[int, Callable[[], None]] = {
            Qt.Key.Key_PageUp: self.go_back, Qt.Key.Key_PageDown: self.go_on,
        }  # fmt: skip
        step = steps.get(event.key())
        if step is None:
            super().keyPressEvent(event)
        else:
            step()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """The tiles have their size only now."""
        super().showEvent(event)
        self._want()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Pictures of another size."""
        super().resizeEvent(event)
        self._want()

    def sizeHint(self) -> QSize:  # noqa: N802
        """As large as the page."""
        return self.parentWidget().size()
