"""All brands: cards to open, the archive, the bin; and, in an empty library, how to begin."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, QStandardPaths, Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.catalogue.records import ProjectOverview, ProjectRecord
from core.exporting.bundles import SUFFIX, looks_like_bundle
from core.exporting.naming import safe_part
from desktop_app import theme
from desktop_app.observable import bind
from desktop_app.page import Page
from desktop_app.state.desk import Desk
from desktop_app.state.projects import Projects
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import (
    EmptyState,
    ErrorBox,
    Segmented,
    Skeleton,
    clear,
    confirm,
    danger,
    primary,
    quiet,
    scroll_area,
    secondary,
)
from desktop_app.widgets.projects.bin_list import BinList
from desktop_app.widgets.projects.busy_strip import BusyStrip
from desktop_app.widgets.projects.card import HEIGHT, ProjectCard
from desktop_app.widgets.projects.card_grid import CardGrid
from desktop_app.widgets.projects.dialog import BrandDialog
from desktop_app.widgets.projects.welcome import Welcome

SEARCH_FROM = 7
"""Brands from which on there is something to search."""


class ProjectsPage(Page):
    """Shows the brands; opens, makes, changes, saves and brings them in."""

    NAME = "projects"

    def __init__(self, desk: Desk) -> None:
        """Shows skeletons until the list is there."""
        super().__init__(desk)
        self.state = Projects.of(desk)
        self._words = ""
        self._cards: dict[int, ProjectCard] = {}
        self._build()
        for part in ("loaded", "error", "cards", "archived", "binned"):
            getattr(self.state, part + "_changed").connect(self._show)
        bind(self.state, "busy", self._show_busy)
        self._show()

    # --- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        self.busy = BusyStrip()
        self.busy.stop_asked.connect(self.state.stop)
        self.body.addWidget(self.busy)
        self.body.addWidget(self._top())
        self.stack = QStackedWidget()
        self.body.addWidget(self.stack, 1)
        self.welcome = Welcome()
        self.welcome.sample_asked.connect(self.state.try_sample)
        self.welcome.new_asked.connect(self.create)
        self.welcome.file_asked.connect(self.choose_file)
        self.grid = CardGrid(HEIGHT)
        self.bin = BinList(self.desk.library.root)
        self.bin.restore_asked.connect(self.state.restore)
        self.bin.purge_asked.connect(lambda project: self._purge([project]))
        self._nothing = QWidget()
        self._nothing_in = QVBoxLayout(self._nothing)
        self._views = {
            "welcome": scroll_area(self.welcome),
            "grid": scroll_area(_topped(self.grid), self.tr("Brands")),
            "bin": scroll_area(self.bin, self.tr("Bin")),
            "nothing": self._nothing,
            "waiting": self._skeletons(),
        }
        for view in self._views.values():
            self.stack.addWidget(view)
        self._build_footer()

    def _top(self) -> QWidget:
        self._bar = QWidget()
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[3])
        self.places = Segmented(
            [("use", self.tr("In use")), ("archive", self.tr("Archive")), ("bin", self.tr("Bin"))],
            self.tr("Which brands are shown"),
        )
        for key in ("use", "archive", "bin"):
            self.places.button(key).setObjectName(f"projects.place.{key}")
        self.places.chosen.connect(self._show)
        row.addWidget(self.places)
        row.addStretch()
        self.empty = danger(self.tr("Empty the bin"))
        self.empty.setObjectName("projects.bin.empty")
        self.empty.clicked.connect(lambda: self._purge([one.project for one in self.state.binned]))
        row.addWidget(self.empty)
        return self._bar

    def _build_footer(self) -> None:
        self.bring = quiet(self.tr("Bring in a brand file…"), "package-open")
        self.bring.setObjectName("projects.bring_in")
        self.bring.clicked.connect(self.choose_file)
        self.new = primary(self.tr("New brand"))
        self.new.setObjectName("projects.new")
        self.new.clicked.connect(self.create)
        self.set_primary(self.new, self.bring)

    def _skeletons(self) -> QWidget:
        grid = CardGrid(HEIGHT)
        grid.set_cards([Skeleton(HEIGHT) for _ in range(3)])
        return _topped(grid)

    # --- showing ---------------------------------------------------------------------------------

    def shown(self, **hint: Any) -> None:
        """`new=True` asks for a new brand at once, `file` brings one in."""
        self.state.refresh()
        if hint.get("new"):
            self.create()
        elif self.stack.currentWidget() is self._views["welcome"]:
            self.welcome.sample.setFocus(Qt.FocusReason.OtherFocusReason)
        if hint.get("file"):
            self.state.bring_in(Path(hint["file"]))

    def search_hint(self) -> str:
        """Only where there is enough to search in."""
        return self.tr("Search brands") if len(self.state.cards) >= SEARCH_FROM else ""

    def searched(self, text: str) -> None:
        """Show the brands with all these words."""
        self._words = text
        self._show()

    def _show(self, _: object = None) -> None:
        state, place = self.state, self.places.value
        known = bool(state.cards or state.archived or state.binned)
        self._bar.setVisible(known)
        self._footer.setVisible(known)
        self.empty.setVisible(place == "bin" and bool(state.binned))
        if state.error is not None and not known:
            again = secondary(self.tr("Try again"))
            again.clicked.connect(state.refresh)
            self._say_nothing(ErrorBox(state.error, again))
        elif not state.loaded:
            self._see("waiting")
        elif not known:
            self._see("welcome")
        elif place == "bin":
            self._show_bin()
        else:
            self._show_cards(state.archived if place == "archive" else state.cards)

    def _show_bin(self) -> None:
        if not self.state.binned:
            told = self.tr("What you delete waits here for 30 days.")
            self._say_nothing(EmptyState("trash-2", self.tr("The bin is empty"), told))
            return
        self.bin.show_binned(self.state.binned)
        self._see("bin")

    def _show_cards(self, every: tuple[ProjectOverview, ...]) -> None:
        wanted = self._words.casefold().split()
        found = [one for one in every if all(w in one.project.name.casefold() for w in wanted)]
        if not found:
            self._say_nothing(self._why_none())
            return
        cards = [self._card(one) for one in found]
        self._cards = {one.project.id: card for one, card in zip(found, cards, strict=True)}
        self.grid.set_cards(cards)
        self._see("grid")

    def _why_none(self) -> QWidget:
        if self._words:
            return EmptyState(
                "search",
                self.tr("No brand is called “{words}”").format(words=self._words),
                self.tr("Look in the archive and in the bin, or search for another word."),
            )
        if self.places.value == "archive":
            return EmptyState(
                "archive",
                self.tr("The archive is empty"),
                self.tr("Brands you lay aside rest here, whole, until you take them up again."),
            )
        new = primary(self.tr("New brand"))
        new.clicked.connect(self.create)
        told = self.tr("All your brands are in the archive or in the bin.")
        return EmptyState("layers", self.tr("No brand is in use"), told, new)

    def _card(self, overview: ProjectOverview) -> ProjectCard:
        card = self._cards.get(overview.project.id)
        if card is None:
            card = ProjectCard(self.desk.library.root)
            card.clicked.connect(lambda: self._open(card))
            card.renamed.connect(lambda name: self._rename(card, name))
            card.menu_asked.connect(lambda at: self._open_menu(card, at))
        card.show_overview(overview)
        return card

    def _say_nothing(self, widget: QWidget) -> None:
        clear(self._nothing_in)
        self._nothing_in.addWidget(widget, 0 if isinstance(widget, ErrorBox) else 1)
        if isinstance(widget, ErrorBox):
            self._nothing_in.addStretch()
        self._see("nothing")

    def _see(self, view: str) -> None:
        self.stack.setCurrentWidget(self._views[view])

    def _show_busy(self, busy: Any) -> None:
        self.busy.show_busy(busy)
        for button in (self.bring, self.welcome.sample, self.welcome.new, self.welcome.file):
            button.setEnabled(busy is None)

    # --- doing -----------------------------------------------------------------------------------

    def create(self) -> None:
        """Ask for a new brand."""
        BrandDialog(self.state, parent=self).open()

    def edit(self, project: ProjectRecord) -> None:
        """Ask for other details of a brand."""
        BrandDialog(self.state, project, self).open()

    def choose_file(self) -> None:
        """Ask for a brand's file."""
        dialog = QFileDialog(self, self.tr("Bring in a brand"))
        dialog.setObjectName("projects.file")
        dialog.setNameFilters([self.tr("Brands saved by Signet") + f" (*{SUFFIX})"])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda file: self.state.bring_in(Path(file)))
        dialog.open()

    def choose_target(self, project: ProjectRecord) -> None:
        """Ask where a brand shall be saved."""
        home = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, self.tr("Save the brand as a file"))
        dialog.setObjectName("projects.target")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("Brands saved by Signet") + f" (*{SUFFIX})"])
        dialog.setDefaultSuffix(SUFFIX.lstrip("."))
        dialog.setDirectory(home)
        dialog.selectFile(safe_part(project.name) + SUFFIX)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda file: self.state.save_bundle(project, Path(file)))
        dialog.open()

    def accept_drop(self, mime: QMimeData) -> bool:
        """Brands' own files."""
        return bool(_bundles(mime)) and self.state.busy is None

    def dropped(self, mime: QMimeData) -> None:
        """Bring the first one in."""
        self.state.bring_in(_bundles(mime)[0])

    def menu_for(self, project: ProjectRecord) -> QMenu:
        """Everything that can be done with a brand."""
        menu = QMenu(self)
        menu.setObjectName("projects.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        state, look = self.state, theme.current()
        resting = project.archived is not None
        entries = (
            ("open", "folder-open", self.tr("Open"), lambda: state.open(project)),
            ("edit", "pencil", self.tr("Edit…"), lambda: self.edit(project)),
            ("rename", "type", self.tr("Rename"), lambda: self._edit_name(project)),
            ("duplicate", "copy", self.tr("Duplicate"), lambda: state.duplicate(project)),
            ("", "", "", None),
            ("save", "save", self.tr("Save as a file…"), lambda: self.choose_target(project)),
            (
                "archive",
                "archive-restore" if resting else "archive",
                self.tr("Take up again") if resting else self.tr("Archive"),
                lambda: state.archive(project, not resting),
            ),
            ("", "", "", None),
            ("delete", "trash-2", self.tr("Delete"), lambda: state.delete(project)),
        )
        for key, icon, text, work in entries:
            if work is None:
                menu.addSeparator()
                continue
            action = menu.addAction(look.icon(icon, "muted"), text)
            action.setObjectName("projects.menu." + key)
            action.triggered.connect(lambda _=False, work=work: work())
        return menu

    def _open(self, card: ProjectCard) -> None:
        if card.overview is not None:
            self.state.open(card.overview.project)

    def _rename(self, card: ProjectCard, name: str) -> None:
        if card.overview is not None:
            self.state.rename(card.overview.project, name)

    def _edit_name(self, project: ProjectRecord) -> None:
        if project.id in self._cards:
            self._cards[project.id].edit_name()

    def _open_menu(self, card: ProjectCard, at: QPoint) -> None:
        if card.overview is not None:
            self.menu_for(card.overview.project).popup(at)

    def _purge(self, chosen: list[ProjectRecord]) -> None:
        if not chosen:
            return
        head = self.tr("Delete %n brand(s) for good?", "", len(chosen))
        if len(chosen) == 1:
            head = self.tr("Delete “{name}” for good?").format(name=chosen[0].name)
        text = self.tr(
            "Photos, texts, adapters and results go from this computer. This cannot be undone."
        )
        if confirm(self, head, text, self.tr("Delete for good"), self.tr("Keep")):
            self.state.purge(chosen)


def _topped(grid: QWidget) -> QWidget:
    """The grid at the top of what is there, never stretched."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(grid)
    column.addStretch()
    return whole


def _bundles(mime: QMimeData) -> list[Path]:
    files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    return [one for one in files if looks_like_bundle(one)]
