"""Adapters: all that Signet has learnt, ready to be used, compared, handed out, or thrown away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.actions.adapter_shelf import AdapterStory, ShelfCard
from core.actions.changes import Changes
from core.catalogue.records import AdapterRecord, ProjectRecord
from core.exporting.naming import safe_part
from core.exporting.packs import Pack
from desktop_app.observable import bind
from desktop_app.page import Page
from desktop_app.state.adapters import AdapterShelf, Versus
from desktop_app.state.desk import Desk
from desktop_app.state.handing_out import HandOutOrder
from desktop_app.state.voice import VoiceJudging
from desktop_app.tokens import SPACE
from desktop_app.widgets.adapters.card import CardShelf
from desktop_app.widgets.adapters.detail import Detail
from desktop_app.widgets.adapters.intake import Intake
from desktop_app.widgets.adapters.making import MakingCard
from desktop_app.widgets.adapters.versus import VersusView
from desktop_app.widgets.adapters.voice import VoicePart
from desktop_app.widgets.basics import (
    EmptyState,
    Segmented,
    Skeleton,
    Switch,
    label,
    primary,
    quiet,
    scroll_area,
    secondary,
)
from desktop_app.widgets.export.finished import FinishedCard

_LOADING, _EMPTY, _SHELF, _OPEN = range(4)


class AdaptersPage(Page):
    """The shelf, or one adapter, or two side by side."""

    NAME = "adapters"

    def __init__(self, desk: Desk) -> None:
        """Nothing is read until the page is shown."""
        super().__init__(desk)
        self.shelf = AdapterShelf(desk, self)
        self.judging = VoiceJudging(desk, self)
        self.body.setContentsMargins(SPACE[6], SPACE[4], 0, 0)
        self.intake = Intake(desk, self.shelf)
        holder = QVBoxLayout()
        holder.setContentsMargins(0, 0, SPACE[6], 0)
        holder.addWidget(self.intake)
        self.body.addLayout(holder)
        self._stack = QStackedWidget()
        for part in (self._loading(), self._empty(), self._shelf_view(), self._open_view()):
            self._stack.addWidget(part)
        self.body.addWidget(self._stack, 1)
        self._footer_parts()
        self._follow()

    def search_hint(self) -> str:
        """The header's search looks through the shelf."""
        return self.tr("Search by name, code word or brand")

    # --- building --------------------------------------------------------------------------------

    def _loading(self) -> QWidget:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setSpacing(SPACE[4])
        for _ in range(3):
            row.addWidget(Skeleton(260, 256), 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        return page

    def _empty(self) -> QWidget:
        train = secondary(self.tr("Train the first one"))
        train.setObjectName("adapters.goTrain")
        train.clicked.connect(lambda: self.desk.go("train"))
        bring = quiet(self.tr("Bring one from elsewhere…"))
        bring.setObjectName("adapters.bringFirst")
        bring.clicked.connect(self._ask_file)
        return EmptyState(
            "sparkles",
            self.tr("Nothing has been learnt yet"),
            self.tr("An adapter is what Signet has learnt from your photos or texts."),
            train,
            bring,
        )

    def _shelf_view(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[4])
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, SPACE[6], 0)
        row.setSpacing(SPACE[4])
        self.kinds = Segmented(
            [("", self.tr("All")), ("image", self.tr("Pictures")), ("text", self.tr("Texts"))],
            self.tr("Which adapters"),
        )
        for key in ("image", "text"):
            self.kinds.button(key).setObjectName(f"adapters.kind.{key}")
        self.kinds.chosen.connect(lambda kind: self.shelf.show(kind=kind))
        row.addWidget(self.kinds)
        self.own_only = Switch(self.tr("This brand only"))
        self.own_only.setObjectName("adapters.ownOnly")
        self.own_only.toggled.connect(lambda on: self.shelf.show(all_brands=not on))
        row.addWidget(self.own_only)
        row.addStretch(1)
        self.bring = secondary(self.tr("Bring from elsewhere"))
        self.bring.setObjectName("adapters.bring")
        menu = QMenu(self.bring)
        menu.addAction(self.tr("A file…"), self._ask_file)
        menu.addAction(self.tr("A folder…"), self._ask_folder)
        self.bring.setMenu(menu)
        row.addWidget(self.bring)
        column.addLayout(row)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, SPACE[5], SPACE[5])
        self.cards = CardShelf()
        self.cards.opened.connect(self.shelf.look_at)
        inside.addWidget(self.cards)
        self.nothing = label("", "muted")
        inside.addWidget(self.nothing)
        inside.addStretch(1)
        column.addWidget(scroll_area(content), 1)
        return page

    def _open_view(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[2])
        self.back = quiet(self.tr("All adapters"), "arrow-left")
        self.back.setObjectName("adapters.back")
        self.back.clicked.connect(self._go_back)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        self.handed_out = FinishedCard()
        self.making = MakingCard()
        holder = QVBoxLayout()
        holder.setContentsMargins(0, 0, SPACE[6], 0)
        holder.addWidget(self.making)
        holder.addWidget(self.handed_out)
        column.addLayout(holder)
        self.opened = scroll_area(QWidget())
        column.addWidget(self.opened, 1)
        return page

    def _footer_parts(self) -> None:
        self.use = primary(self.tr("Use in Compare"))
        self.use.setObjectName("adapters.use")
        self.use.clicked.connect(self._use)
        self.set_primary(self.use)
        self._footer.hide()

    def _follow(self) -> None:
        shelf = self.shelf
        shelf.cards_changed.connect(lambda _: self._show_shelf())
        shelf.loading_changed.connect(lambda _: self._show_shelf())
        shelf.story_changed.connect(self._show_story)
        shelf.versus_changed.connect(self._show_versus)
        shelf.taken_in.connect(self._took_in)
        shelf.sheet_written.connect(
            lambda path: self.desk.say(self.tr("“{name}” is written.").format(name=path.name))
        )
        for changed in (self.judging.telling_changed, self.judging.running_changed,
                        self.judging.problem_changed):  # fmt: skip
            changed.connect(lambda _: self._follow_judging())
        shelf.handing_out.exported.connect(self._exported)
        bind(shelf.handing_out, "stage", self.making.show_stage)
        self.making.cancelled.connect(shelf.handing_out.cancel)

    # --- the page's hooks ------------------------------------------------------------------------

    def shown(self, **hint: Any) -> None:
        """`adapter` in the hint is opened at once."""
        self.shelf.reload()
        if hint.get("adapter"):
            self.shelf.look_at(str(hint["adapter"]))

    def project_changed(self, project: ProjectRecord | None) -> None:
        """Another brand is open."""
        self.own_only.setVisible(project is not None)
        self.shelf.show()

    def catalogue_changed(self, changes: Changes) -> None:
        """Adapters, their results or their photos are different."""
        self.shelf.hear(changes)

    def searched(self, text: str) -> None:
        """Back to the shelf, narrowed down."""
        if self.shelf.story is not None and text:
            self.shelf.close()
        self.shelf.show(search=text)

    def accept_drop(self, mime: QMimeData) -> bool:
        """A file or folder that may be an adapter."""
        return len(_files(mime)) == 1

    def dropped(self, mime: QMimeData) -> None:
        """Look at it; it is taken in only after a yes."""
        self.shelf.close()
        self.shelf.examine(_files(mime)[0])

    # --- showing ---------------------------------------------------------------------------------

    def _show_shelf(self) -> None:
        shelf = self.shelf
        if shelf.story is not None:
            return
        self._footer.hide()
        if shelf.loading:
            self._stack.setCurrentIndex(_LOADING)
        elif not shelf.every:
            self._stack.setCurrentIndex(_EMPTY)
        else:
            self._stack.setCurrentIndex(_SHELF)
            self.cards.show_cards(shelf.cards)
            self.nothing.setVisible(not shelf.cards)
            self.nothing.setText(
                self.tr("Nothing has these words.")
                if shelf.search
                else self.tr("There is no adapter of this kind yet.")
            )

    def _show_story(self, story: AdapterStory | None) -> None:
        self.handed_out.hide()
        if story is None:
            self._show_shelf()
            return
        if self.shelf.versus is None:
            keep = self._same(story.card)  # before the next one is made
            self._put(self._detail(story), keep=keep)
        self.back.setText(self.tr("All adapters"))
        self._footer.show()
        self._stack.setCurrentIndex(_OPEN)

    def _detail(self, story: AdapterStory) -> Detail:
        made = Detail(self.desk.library, story, self.shelf.others(), self.desk.memory)
        made.renamed.connect(lambda name: self.shelf.rename(self.tr("Rename adapter"), name))
        made.strength_chosen.connect(
            lambda value: self.shelf.set_best_strength(self.tr("Set best strength"), value)
        )
        made.export_asked.connect(self._export)
        made.delete_asked.connect(self._delete)
        made.compare_asked.connect(self.shelf.compare_with)
        made.item_opened.connect(self._open_item)
        self._shown_id = story.card.adapter.id
        if (voice := made.voice) is not None:
            voice.judge_asked.connect(lambda: self.judging.judge(self._shown_id))
            voice.stop_asked.connect(self.judging.stop)
            voice.sheet_asked.connect(self._save_sheet)
            self._tell_judging(voice)
        return made

    def _follow_judging(self) -> None:
        detail = self.opened.widget()
        if isinstance(detail, Detail) and detail.voice is not None:
            self._tell_judging(detail.voice)

    def _tell_judging(self, voice: VoicePart) -> None:
        """Another adapter may be judged while this one is looked at."""
        state = self.judging
        mine = state.running == self._shown_id
        problem = state.problem[1] if state.problem and state.problem[0] == self._shown_id else None
        voice.follow(state.telling if mine else "", problem)
        voice.judge.setEnabled(not state.running)

    def _save_sheet(self) -> None:
        story = self.shelf.story
        if story is None or story.voice is None:
            return
        name = f"{safe_part(story.card.adapter.name, 60)}-blind.html"
        found, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Blind sheet"),
            str(Path.home() / name),
            self.tr("Page to read or print") + " (*.html);;" + self.tr("Table") + " (*.csv)",
        )
        if found:
            self.shelf.write_sheet(Path(found), story.voice)

    def _same(self, card: ShelfCard) -> bool:
        return getattr(self, "_shown_id", "") == card.adapter.id

    def _put(self, widget: QWidget, *, keep: bool) -> None:
        """Show a widget; when it is the same adapter anew, where the reader was looking stays."""
        area: QScrollArea = self.opened
        at = area.verticalScrollBar().value() if keep else 0
        inside = area.focusWidget()
        focused = inside.objectName() if keep and inside is not None else ""
        area.setWidget(widget)
        area.verticalScrollBar().setValue(at)
        if focused and (again := widget.findChild(QWidget, focused)) is not None:
            again.setFocus()

    def _show_versus(self, versus: Versus | None) -> None:
        if versus is None:
            if self.shelf.story is not None:
                self._show_story(self.shelf.story)
            return
        view = VersusView(versus)
        view.opened.connect(self._open_from_versus)
        self._put(view, keep=False)
        self.back.setText(versus.first.card.adapter.name)

    def _go_back(self) -> None:
        if self.shelf.versus is not None:
            self.shelf.versus = None
        else:
            self.shelf.close()

    def _open_from_versus(self, adapter_id: str) -> None:
        self.shelf.versus = None
        self.shelf.look_at(adapter_id)

    # --- doing -----------------------------------------------------------------------------------

    def _use(self) -> None:
        story = self.shelf.story
        if story is not None:
            self.desk.go("compare", adapter=story.card.adapter.id)

    def _open_item(self, item_id: int, kind: str) -> None:
        self.desk.go("dataset", items=[item_id], kind=kind)

    def _export(self, order: HandOutOrder) -> None:
        remembered = self.desk.memory.get("adapters.folder", str(Path.home()))
        found = QFileDialog.getExistingDirectory(
            self, self.tr("Folder for the adapter"), remembered
        )
        if found:
            self.desk.memory.set("adapters.folder", found)
            self.handed_out.hide()
            self.shelf.hand_out(Path(found), order)

    def _exported(self, pack: Pack) -> None:
        self.handed_out.show_pack(pack)
        self.handed_out.files.setFocus()
        if isinstance(detail := self.opened.widget(), Detail):
            detail.hand_out.hide()
        if pack.manifest.get("format") == "signet-model":
            self.handed_out.show_folder()

    def _delete(self) -> None:
        story = self.shelf.story
        if story is None:
            return
        self.shelf.delete(
            self.tr("Delete adapter"),
            self.tr("“{name}” is in the bin for 30 days.").format(name=story.card.adapter.name),
            self.tr("Undo"),
        )

    def _took_in(self, adapter: AdapterRecord) -> None:
        self.desk.say(
            self.tr("“{name}” is on the shelf.").format(name=adapter.name),
            self.tr("Undo"),
            lambda: self.shelf.bin(adapter),
        )

    def _ask_file(self) -> None:
        found, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Adapter from elsewhere"),
            str(Path.home()),
            self.tr("Adapters") + " (*.safetensors *.zip);;" + self.tr("All files") + " (*)",
        )
        if found:
            self.shelf.examine(Path(found))

    def _ask_folder(self) -> None:
        found = QFileDialog.getExistingDirectory(
            self, self.tr("Folder of an adapter"), str(Path.home())
        )
        if found:
            self.shelf.examine(Path(found))


def _files(mime: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
