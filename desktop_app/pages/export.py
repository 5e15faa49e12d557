"""Export: favourites become files for every channel, marked and named, ready to be dragged away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.actions.changes import Changes
from core.catalogue.records import ExportRecord, ProjectRecord, ResultRecord
from core.errors import KnownError
from core.exporting.packs import Pack
from core.exporting.planning import PlannedPicture
from core.exporting.preview import PreviewFile
from desktop_app import words
from desktop_app.page import Page
from desktop_app.state.desk import Desk
from desktop_app.state.exports import ExportState
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import (
    EmptyState,
    ErrorBox,
    Fold,
    Segmented,
    Skeleton,
    clear,
    label,
    link,
    primary,
    quiet,
    scroll_area,
    secondary,
)
from desktop_app.widgets.export.finished import FinishedCard, History
from desktop_app.widgets.export.formats import FormatsBoard
from desktop_app.widgets.export.manner import MannerCard
from desktop_app.widgets.export.origin import OriginCard
from desktop_app.widgets.export.table import FileTable
from desktop_app.widgets.export.tray import TILE, ResultTray

_TRAY_WIDTH = 2 * (TILE + 8) + 24


class ExportPage(Page):
    """Tray left; formats, manner, mark and the table of files right."""

    NAME = "export"

    def __init__(self, desk: Desk) -> None:
        """Nothing is read until the page is shown."""
        super().__init__(desk)
        self.state = ExportState(desk, self)
        self.body.setContentsMargins(SPACE[5], SPACE[4], 0, 0)
        self._stack = QStackedWidget()
        self.body.addWidget(self._stack)
        self._stack.addWidget(self._loading())
        self._stack.addWidget(self._empty())
        self._stack.addWidget(self._filled())
        self._footer_parts()
        self._follow()

    def search_hint(self) -> str:
        """The header's search looks through the tray."""
        return self.tr("Search results by brief or text")

    # --- building --------------------------------------------------------------------------------

    def _loading(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        for height in (32, 140, 140, 140):
            column.addWidget(Skeleton(height))
        column.addStretch(1)
        return page

    def _empty(self) -> QWidget:
        go = secondary(self.tr("Go to Compare"))
        go.setObjectName("export.goCompare")
        go.clicked.connect(lambda: self.desk.go("compare"))
        return EmptyState(
            "heart",
            self.tr("There is nothing to export yet"),
            self.tr("Make pictures and texts in Compare and mark the best as favourites."),
            go,
        )

    def _filled(self) -> QWidget:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[5])
        row.addWidget(self._tray())
        row.addWidget(self._work(), 1)
        return page

    def _tray(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(_TRAY_WIDTH)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, SPACE[3])
        column.setSpacing(SPACE[2])
        self.which = Segmented(
            [("favourites", self.tr("Favourites")), ("all", self.tr("All results"))],
            self.tr("Which results"),
        )
        self.which.button("all").setObjectName("export.showAll")
        self.which.button("favourites").setObjectName("export.showFavourites")
        self.which.chosen.connect(lambda key: self.state.show(key == "all", self.state.search))
        column.addWidget(self.which)
        row = QHBoxLayout()
        self.count = label("", "muted", wrap=False)
        row.addWidget(self.count, 1)
        self.all_button = link(self.tr("Choose all"))
        self.all_button.setObjectName("export.chooseAll")
        self.all_button.clicked.connect(self._choose_all)
        row.addWidget(self.all_button)
        self.none_button = link(self.tr("None"))
        self.none_button.setObjectName("export.chooseNone")
        self.none_button.setAccessibleName(self.tr("Choose none"))
        self.none_button.clicked.connect(lambda: self.state.choose(()))
        row.addWidget(self.none_button)
        column.addLayout(row)
        self.tray = ResultTray(self.desk.library)
        self.tray.chose.connect(self.state.choose)
        self.tray.looked_at.connect(self._look_at)
        column.addWidget(self.tray, 1)
        self.nothing = label("", "muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.nothing, 1)
        return side

    def _work(self) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, SPACE[5], SPACE[5])
        column.setSpacing(SPACE[4])
        self.finished = FinishedCard()
        column.addWidget(self.finished)
        self.formats = FormatsBoard(self.state, str(self.desk.library.root))
        column.addWidget(self.formats)
        self.manner = MannerCard(self.state)
        column.addWidget(self.manner)
        head = QHBoxLayout()
        head.addWidget(label(self.tr("What will be written"), "lead", wrap=False))
        self.looking = label("", "muted", wrap=False)
        head.addWidget(self.looking, 1)
        column.addLayout(head)
        self._errors = QVBoxLayout()
        column.addLayout(self._errors)
        self.table = FileTable()
        column.addWidget(self.table)
        self.origin = OriginCard(self.desk)
        column.addWidget(self.origin)
        self.history_fold = Fold(self.tr("Earlier exports"))
        self.history_fold.button.setObjectName("export.history")
        self.history = History()
        self.history.asked.connect(self._show_record)
        self.history_fold.body.addWidget(self.history)
        column.addWidget(self.history_fold)
        column.addStretch(1)
        self._scroll = scroll_area(content)
        return self._scroll

    def _footer_parts(self) -> None:
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("Progress of the export"))
        self.bar.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.bar.setFixedWidth(200)
        self.cancel = quiet(self.tr("Cancel"))
        self.cancel.setObjectName("export.cancel")
        self.cancel.clicked.connect(self.state.cancel)
        self.go = primary(self.tr("Export"))
        self.go.setObjectName("export.go")
        self.go.clicked.connect(self.state.export)
        self.set_primary(self.go, self.bar, self.cancel)
        self.bar.hide()
        self.cancel.hide()

    def _follow(self) -> None:
        state = self.state
        state.loaded.connect(self._show_results)
        state.loading_changed.connect(lambda _: self._show_results())
        state.chosen_changed.connect(lambda _: self._show_chosen())
        state.manner_changed.connect(lambda _: self._show_files())
        state.files_changed.connect(lambda _: self._show_files())
        state.doubt_changed.connect(self._show_doubt)
        state.history_changed.connect(self._show_history)
        state.running_changed.connect(self._show_running)
        state.progressed.connect(self._show_progress)
        state.finished.connect(self._show_pack)
        state.failed.connect(self.desk.fail)
        self._show_history(())
        self._show_chosen()

    # --- the page's hooks ------------------------------------------------------------------------

    def shown(self, **hint: Any) -> None:
        """`results` in the hint are chosen at once, as from Compare."""
        wanted = hint.get("results")
        if wanted:
            self.which.choose("all")
            self.state.everything = True
            self.state.choose(wanted)
        self.state.wake()
        self.state.reload()

    def hidden(self) -> None:
        """Nothing is looked at while nobody sees it."""
        self.state.sleep()

    def project_changed(self, project: ProjectRecord | None) -> None:
        """Begin anew with the favourites of this brand."""
        if self.state.open_project(project):
            self.finished.hide()

    def catalogue_changed(self, changes: Changes) -> None:
        """Favourites may have come or gone."""
        self.state.hear(changes)

    def searched(self, text: str) -> None:
        """Show what has these words."""
        self.state.show(self.state.everything, text)

    def accept_drop(self, mime: QMimeData) -> bool:
        """Files, to read their marks."""
        return any(url.isLocalFile() for url in mime.urls())

    def dropped(self, mime: QMimeData) -> None:
        """Read their marks."""
        files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        self.origin.check(files[:20])
        self._scroll.ensureWidgetVisible(self.origin)

    # --- showing ---------------------------------------------------------------------------------

    def _show_results(self) -> None:
        state = self.state
        if state.loading:
            self._stack.setCurrentIndex(0)
            return
        self.tray.set_results(state.results, state.chosen)
        nothing = not state.results
        self._stack.setCurrentIndex(2 if state.anything or state.history else 1)
        self.tray.setVisible(not nothing)
        self.nothing.setVisible(nothing)
        self.all_button.setVisible(not nothing)
        self.nothing.setText(
            self.tr("Nothing has these words.")
            if state.search
            else self.tr("No favourites yet. Mark results with F in Compare, or show all results.")
        )
        self._show_chosen()

    def _show_chosen(self) -> None:
        state = self.state
        self.tray.set_chosen(state.chosen)
        count = len(state.chosen)
        self.count.setText(self.tr("%n chosen", "", count))
        self.none_button.setVisible(count > 0)
        kinds = {one.kind for one in state.chosen_results()}
        self.manner.show_kinds("image" in kinds, "text" in kinds)
        self.formats.setVisible("image" in kinds or not kinds)
        self.formats.refresh()
        self._show_files()

    def _show_files(self) -> None:
        state, files = self.state, self.state.files
        self.table.set_files(files, state.manner.format)
        self.table.setVisible(bool(files))
        self.looking.setText("" if files or state.doubt else self._no_files())
        count = len(files)
        total = sum(one.bytes for one in files)
        self.footer_note.setText(
            self.tr("About {size}, in {folder}").format(
                size=words.size(total), folder=_short(state.target)
            )
            if files
            else ""
        )
        self.go.setText(self.tr("Export %n file(s)", "", count) if count else self.tr("Export"))
        self.go.setEnabled(count > 0 and not state.running and not _blocked(files))
        self.manner.show_example(files[0].name if files else "", self.state.template_error())

    def _no_files(self) -> str:
        if not self.state.chosen:
            return self.tr("Choose results on the left.")
        return self.tr("Looking at the files…")

    def _show_doubt(self, error: KnownError | None) -> None:
        clear(self._errors)
        if error is not None and self.state.template_error() is None:
            self._errors.addWidget(ErrorBox(error))
        self._show_files()

    def _show_history(self, records: tuple[ExportRecord, ...]) -> None:
        self.history_fold.setVisible(bool(records))
        if self.desk.project is not None:
            self.desk.set_step("export", "ready" if records else "empty")
        self.history.show_records(records)

    def _show_running(self, running: bool) -> None:
        self.bar.setVisible(running)
        self.cancel.setVisible(running)
        self.bar.setRange(0, 0)
        self.go.setEnabled(not running)
        if not running:
            self._show_files()

    def _show_progress(self, done: int, total: int, name: str) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.footer_note.setText(
            self.tr("{done} of {total}: {name}").format(
                done=words.number(done), total=words.number(total), name=name
            )
        )

    def _show_pack(self, pack: Pack) -> None:
        self.finished.show_files(pack.folder, pack.files, pack.notes)
        self._scroll.verticalScrollBar().setValue(0)
        self.finished.files.setFocus()

    def _show_record(self, record: ExportRecord) -> None:
        self.finished.show_files(Path(record.folder), record.files)
        self._scroll.verticalScrollBar().setValue(0)

    # --- choosing --------------------------------------------------------------------------------

    def _choose_all(self) -> None:
        self.state.choose([*self.state.chosen, *(one.id for one in self.state.results)])

    def _look_at(self, result_id: int) -> None:
        result: ResultRecord | None = self.state.result(result_id)
        if result is not None and result.kind == "image":
            self.state.current = result_id


def _blocked(files: tuple[PreviewFile, ...]) -> bool:
    """Whether one of the files cannot be written as it is."""
    return any(isinstance(one.planned, PlannedPicture) and one.too_big for one in files)


def _short(folder: Path) -> str:
    """The last two parts of a folder: the rest is under "Folder"."""
    parts = folder.parts
    return "…/" + "/".join(parts[-2:]) if len(parts) > 3 else str(folder)
