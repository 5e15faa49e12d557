"""The chosen formats as a row of frames, and the menu that adds more of them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QMenu,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from core.exporting.channels import Channel, all_channels
from core.exporting.orders import Size
from core.exporting.planning import PlannedPicture
from core.exporting.preview import PreviewFile
from desktop_app import theme
from desktop_app.state.exports import ExportState
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import FlowLayout, label, secondary
from desktop_app.widgets.export.frames import FormatFrame
from desktop_app.widgets.export.phrases import doubts, pixels, place_name


class FormatsBoard(QWidget):
    """Follows the state's places and its current picture."""

    def __init__(self, state: ExportState, root: str) -> None:
        """`root` is the library's folder."""
        super().__init__()
        self._state, self._root = state, root
        self._frames: dict[str, FormatFrame] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[3])
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(self.tr("Formats"), "lead"))
        self.hint = label("", "muted")
        words.addWidget(self.hint)
        head.addLayout(words, 1)
        self.add = secondary(self.tr("Add or remove"))
        self.add.setObjectName("export.addFormat")
        self.add.setAccessibleName(self.tr("Add or remove formats"))
        self._draw()
        theme.current().changed.connect(self._draw)
        self.menu = QMenu(self.add)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.add.setMenu(self.menu)
        head.addWidget(self.add)
        column.addLayout(head)
        self._board = QWidget()
        self._flow = FlowLayout(self._board, SPACE[5])
        column.addWidget(self._board)
        state.manner_changed.connect(lambda _: self.refresh())
        state.current_changed.connect(lambda _: self.refresh())
        state.files_changed.connect(lambda _: self.refresh())
        self.refresh()

    def _draw(self) -> None:
        self.add.setIcon(theme.current().icon("plus", "text", 16))

    def frame(self, key: str) -> FormatFrame:
        """The frame of one format."""
        return self._frames[key]

    def refresh(self) -> None:
        """Draw what the state says."""
        places = {place.key: place for place in self._state.places()}
        if list(places) != list(self._frames):
            self._rebuild()
        result = self._state.result(self._state.current)
        chosen = [one.id for one in self._state.chosen_results() if one.kind == "image"]
        files = self._files_of(chosen.index(result.id) if result and result.id in chosen else -1)
        file = f"{self._root}/{result.file}" if result else ""
        for key, frame in self._frames.items():
            seen = files.get(key)
            size = seen.own_size if seen else (0, 0)
            by_hand = result is not None and self._state.focus(result.id, key) is not None
            cut = seen.crop.box if seen and seen.crop else None
            found = doubts(seen, self._state.manner.format) if seen else []
            frame.show_picture(file, size, cut, by_hand, found)
        self._tell(result.prompt if result else "", len(chosen))

    def _files_of(self, picture: int) -> dict[str, PreviewFile]:
        """The files of one picture, by the key of their place."""
        found: dict[str, PreviewFile] = {}
        for one in self._state.files:
            planned = one.planned
            if isinstance(planned, PlannedPicture) and planned.picture == picture:
                found.setdefault(planned.place.key, one)
        return found

    def _tell(self, prompt: str, count: int) -> None:
        if not self._frames:
            self.hint.setText(self.tr("Pictures keep their size. Add formats to cut them."))
        elif prompt:
            says = self.tr("Drag a picture to move its cut.")
            if any(isinstance(one, Channel) and any(one.safe) for one in self._state.places()):
                says += " " + self.tr("What lies outside the dashed line may be covered.")
            self.hint.setText(says)
            self.hint.setToolTip(prompt)
        else:
            self.hint.setText(self.tr("Choose a picture to see how it is cut."))

    def _rebuild(self) -> None:
        for frame in self._frames.values():
            self._flow.removeWidget(frame)
            frame.hide()
            frame.deleteLater()
        self._frames = {}
        for place in self._state.places():
            frame = FormatFrame(place)
            frame.removed.connect(lambda key: self._state.toggle_place(key, False))
            frame.moved.connect(self._moved)
            self._flow.addWidget(frame)
            frame.show()
            self._frames[place.key] = frame
        self._board.updateGeometry()

    def _moved(self, key: str, focus: object) -> None:
        self._state.set_focus(self._state.current, key, focus)  # type: ignore[arg-type]

    # --- the menu --------------------------------------------------------------------------------

    def _fill_menu(self) -> None:
        self.menu.clear()
        chosen = set(self._state.manner.places)
        groups: dict[str, QMenu] = {}
        for channel in all_channels().values():
            if channel.platform not in groups:
                groups[channel.platform] = self.menu.addMenu(channel.platform)
            text = f"{channel.name}   {pixels(channel.width, channel.height)}"
            self._entry(groups[channel.platform], channel.key, text, channel.key in chosen)
        self.menu.addSeparator()
        own = place_name(Size())
        self._entry(self.menu, "own", own, "own" in chosen)
        sizes = [key for key in chosen if key not in all_channels() and key != "own"]
        for key in sorted(sizes):
            self._entry(self.menu, key, key.replace("x", " × "), True)
        self.menu.addAction(self.tr("Own size…"), self._ask_size)

    def _entry(self, menu: QMenu, key: str, text: str, on: bool) -> None:
        action = menu.addAction(text)
        action.setObjectName(f"export.place.{key}")
        action.setCheckable(True)
        action.setChecked(on)
        action.toggled.connect(lambda checked: self._state.toggle_place(key, checked))

    def _ask_size(self) -> None:
        dialog = SizeDialog(self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._state.toggle_place(dialog.key, True)
        dialog.deleteLater()


class SizeDialog(QDialog):
    """Width and height of a size of one's own."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        """1200 x 800 at first."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Own size"))
        form = QFormLayout(self)
        form.setContentsMargins(SPACE[5], SPACE[5], SPACE[5], SPACE[4])
        form.setSpacing(SPACE[3])
        self.width_field, self.height_field = self._side(1200), self._side(800)
        form.addRow(self.tr("Width"), self.width_field)
        form.addRow(self.tr("Height"), self.height_field)
        buttons = QDialogButtonBox()
        buttons.addButton(self.tr("Add"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)

    @property
    def key(self) -> str:
        """Such as "1200x800"."""
        return Size(self.width_field.value(), self.height_field.value()).key

    def _side(self, value: int) -> QSpinBox:
        field = QSpinBox()
        field.setRange(16, 10_000)
        field.setSuffix(" px")
        field.setValue(value)
        return field
