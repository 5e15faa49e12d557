"""What can be done to the selected photos by hand: turn, adjust, go back to the original."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.actions import backgrounds, photo_mending
from core.actions.photo_mending import PhotoProposal
from core.catalogue.records import ItemRecord
from core.datasets.backgrounds import FACT as BACKDROP
from core.datasets.photo_recipes import FACT, Recipe
from core.datasets.photo_remedies import quarter_turn
from desktop_app.state.backgrounds import BackgroundPreview
from desktop_app.state.desk import Desk
from desktop_app.state.mending import Mending
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import IconButton, label, quiet, secondary
from desktop_app.widgets.captions.adjust import AdjustDialog
from desktop_app.widgets.cutting.dialog import CutOutDialog


class PictureTools(QWidget):
    """For one photo or many."""

    def __init__(self, desk: Desk, mending: Mending) -> None:
        """Works on what `show_photos` named last."""
        super().__init__()
        self._desk, self._mending = desk, mending
        self._ids: tuple[int, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[1])
        column.addWidget(label(self.tr("Picture"), "label"))
        row = QHBoxLayout()
        row.setSpacing(SPACE[1])
        self.left = IconButton("rotate-ccw", self.tr("Turn left"))
        self.right = IconButton("rotate-cw", self.tr("Turn right"))
        for button, name, quarters in (
            (self.left, "picture.left", -1),
            (self.right, "picture.right", 1),
        ):
            button.setObjectName(name)
            button.clicked.connect(lambda _=False, quarters=quarters: self._turn(quarters))
        self.adjust = secondary(self.tr("Adjust …"))
        self.adjust.setObjectName("picture.adjust")
        self.adjust.setToolTip(self.tr("Straighten, crop, light and warmth"))
        self.adjust.clicked.connect(lambda: self._with_photos(self._open))
        row.addWidget(self.adjust, 1)
        row.addWidget(self.left)
        row.addWidget(self.right)
        column.addLayout(row)
        self.cut = quiet(self.tr("Cut out …"), "wand-sparkles")
        self.cut.setObjectName("picture.cut")
        self.cut.setToolTip(self.tr("Put another background behind the product"))
        self.cut.clicked.connect(self._cut_out)
        column.addWidget(self.cut, 0, Qt.AlignmentFlag.AlignLeft)
        self.original = quiet(self.tr("Back to the original"), "history")
        self.original.setObjectName("picture.original")
        self.original.clicked.connect(lambda: self._mending.back_to_original(self._ids))
        column.addWidget(self.original, 0, Qt.AlignmentFlag.AlignLeft)

    def show_photos(self, ids: Sequence[int], item: ItemRecord | None) -> None:
        """Work on these; `item` is the only one, if there is only one."""
        self._ids = tuple(ids)
        self.cut.setVisible(len(self._ids) == 1)
        self.original.setVisible(item is None or FACT in item.facts or BACKDROP in item.facts)

    def _cut_out(self) -> None:
        project = self._desk.project
        if project is None or len(self._ids) != 1:
            return
        kinds = backgrounds.choices_for(project.colours)
        choices = [one for kind in kinds.values() for one in kind]
        self.brush = CutOutDialog(self._desk, self._ids[0], choices, self)
        self.brush.used.connect(self._use_cutout)
        self.brush.open()

    def _use_cutout(self, preview: BackgroundPreview) -> None:
        chosen = {preview.proposal.item_id: preview.proposal.backdrop}
        self._mending.change_backgrounds(chosen, self.tr("Cut out"))

    def _turn(self, quarters: int) -> None:
        def turn(proposals: list[PhotoProposal]) -> None:
            recipes: dict[int, Recipe] = {
                one.item_id: quarter_turn(one.now, quarters) for one in proposals
            }
            text = self.tr("Turn left") if quarters < 0 else self.tr("Turn right")
            self._mending.mend_photos(recipes, text)

        self._with_photos(turn)

    def _open(self, proposals: list[PhotoProposal]) -> None:
        AdjustDialog(self._mending, proposals, self).open()

    def _with_photos(self, then: Callable[[list[PhotoProposal]], None]) -> None:
        wanted, catalogue = self._ids, self._desk.catalogue
        self._desk.lane.ask(
            lambda _: photo_mending.present_photos(catalogue, wanted),
            lambda found: then(found) if found else None,
            owner=self,
            key="photos",
        )
