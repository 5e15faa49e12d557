"""The findings of the open project: the light, cards worst first, remedies, ignored ones below.

`FindingsPanel(desk)` with `set_project`, `set_kind`, `set_selection` and the signal `show_items`
is all that a page needs.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from core.actions import checks
from core.actions.mend_all import steps
from core.catalogue.records import FindingRecord, ItemKind, ProjectRecord
from core.contract.items import Finding
from core.datasets.remedies import Remedy
from core.errors import KnownError
from desktop_app.observable import bind
from desktop_app.state.dataset_report import ReportFile
from desktop_app.state.desk import Desk
from desktop_app.state.findings import KINDS, FindingsState
from desktop_app.state.mending import Mending
from desktop_app.tokens import SPACE
from desktop_app.widgets.ask_path import ask_file_to_save
from desktop_app.widgets.basics import ErrorBox, Fold, clear, label, quiet, scroll_area, secondary
from desktop_app.widgets.examples import ExamplesDialog
from desktop_app.widgets.findings.backgrounds import BackgroundsDialog
from desktop_app.widgets.findings.card import FindingCard, IgnoredCard
from desktop_app.widgets.findings.light import LightCard
from desktop_app.widgets.findings.mend_all import MendAllDialog
from desktop_app.widgets.findings.preview import PhotoDialog, TextDialog
from desktop_app.widgets.findings.progress import MendProgress

_SHOWN = 40
"""Cards at most; there are fewer checks than that."""


class FindingsPanel(QWidget):
    """Fits into a side of 320 px and scrolls on its own."""

    show_items = Signal(list)
    """Ids that the page shall select and show."""
    rights_wanted = Signal(list)
    """Ids that the page shall select, so that the rights of the people on them are entered."""

    def __init__(self, desk: Desk) -> None:
        """Shows nothing until `set_project`."""
        super().__init__()
        self.setObjectName("findings")
        self._desk = desk
        self._kind: ItemKind | None = None
        self._selection: tuple[int, ...] = ()
        self._drawn: list[tuple[str, str, Finding]] | None = None
        self.state = FindingsState(desk)
        self.mending = Mending(desk)
        self._report_file = ReportFile(desk)
        self.light = LightCard()
        self.again = self._named(quiet(self.tr("Check again"), "refresh-cw"), "again")
        self.again.clicked.connect(lambda: self.state.check())
        self.learnt = self._named(secondary(self.tr("See what is learnt from them")), "examples")
        self.learnt.clicked.connect(self.show_examples)
        self.all = self._named(secondary(""), "all")
        self.all.clicked.connect(self.mend_everything)
        self.report = self._named(quiet(self.tr("Save a report"), "file-text"), "report")
        self.report.setToolTip(
            self.tr("What there is, who allows it, what was decided and what was taught, as a PDF")
        )
        self.report.clicked.connect(self.save_report)
        self._waits = self._waiting_note()
        self._told, self._ignored = Fold(self.tr("Good to know")), Fold(self.tr("Ignored"))
        self._named(self._told.button, "told")
        self._named(self._ignored.button, "ignored")
        self._lay_out()
        bind(self.state, "findings", self._rebuild)
        bind(self.state, "tallies", self._refresh_light)
        bind(self.state, "running", self._refresh_progress)
        bind(self.state, "progress", self._refresh_progress)
        bind(self.state, "closer", self._refresh_progress)
        bind(self.state, "checked", self._refresh_light)
        bind(self.state, "problem", self._show_problem)
        bind(self.mending, "drawing", self._refresh_all)

    def _named(self, button: QPushButton, name: str) -> QPushButton:
        button.setObjectName(f"findings.{name}")
        return button

    def _lay_out(self) -> None:
        """From top to bottom: how it stands, what to do at once, the cards, what is only told."""
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[4])
        column.setSpacing(SPACE[3])
        self._errors, self._cards = QVBoxLayout(), QVBoxLayout()
        self._cards.setSpacing(SPACE[3])
        for part in (MendProgress(self.mending), self.light, self.learnt, self.all, self._waits):
            column.addWidget(part)
        column.addLayout(self._errors)
        column.addLayout(self._cards)
        for part in (self._told, self._ignored):
            column.addWidget(part)
        for part in (self.again, self.report):
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll_area(content, self.tr("Findings")))

    # --- for the page ----------------------------------------------------------------------------

    def set_project(self, project: ProjectRecord | None) -> None:
        """Show another project; its checks start by themselves."""
        self.state.set_project(project)

    def set_kind(self, kind: ItemKind | None) -> None:
        """Show only findings about photos or texts; None shows both."""
        if kind != self._kind:
            self._kind = kind
            self._rebuild()

    def set_selection(self, ids: Sequence[int]) -> None:
        """What is selected on the page: findings that speak of it are marked."""
        self._selection = tuple(ids)
        self._mark()

    # --- drawing ---------------------------------------------------------------------------------

    def cards(self) -> list[FindingCard]:
        """The cards in their order, without those that are only told."""
        found = (self._cards.itemAt(at).widget() for at in range(self._cards.count()))
        return [one for one in found if isinstance(one, FindingCard)]

    def _waiting_note(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(
            label(self.tr("There are so many items that the checks wait until you ask."), "muted")
        )
        start = secondary(self.tr("Check now"))
        start.setObjectName("findings.start")
        start.clicked.connect(lambda: self.state.check())
        column.addWidget(start)
        box.hide()
        return box

    def _rebuild(self, _: object = None) -> None:
        records = self.state.of_kind(self._kind)
        told = [(one.scope, one.ignored_reason, one.finding) for one in records]
        if told == self._drawn:
            # The checks found the same again: what the reader is doing here goes on.
            by_finding = {(one.scope, one.finding): one for one in records}
            for card in self.findChildren(FindingCard) + self.findChildren(IgnoredCard):
                same = by_finding.get((card.record.scope, card.record.finding))
                card.record = same or card.record
            self._refresh_light()
            return
        self._drawn = told
        open_ones = [one for one in records if not one.ignored]
        clear(self._cards)
        for one in [r for r in open_ones if r.finding.severity != "ready"][:_SHOWN]:
            self._cards.addWidget(self._card(one))
        self._fill(self._told, [self._card(r) for r in open_ones if r.finding.severity == "ready"])
        self._fill(self._ignored, [self._ignored_card(r) for r in records if r.ignored])
        self._refresh_light()
        self._mark()

    def _refresh_all(self, _: object = None) -> None:
        """Offered when there is more than one thing to mend: a card has a button of its own."""
        found = steps(self.state.of_kind(self._kind))
        self.all.setText(self.tr("Mend everything (%n)", "", len(found)))
        self.all.setVisible(len(found) > 1)
        self.all.setEnabled(self.mending.drawing is None)

    def _fill(self, fold: Fold, cards: Sequence[QWidget]) -> None:
        clear(fold.body)
        for card in cards:
            fold.body.addWidget(card)
        titles = {self._told: self.tr("Good to know"), self._ignored: self.tr("Ignored")}
        fold.button.setText(f"{titles[fold]} ({len(cards)})")
        fold.setVisible(bool(cards))

    def _card(self, record: FindingRecord) -> FindingCard:
        card = FindingCard(record)
        card.show_wanted.connect(lambda one: self.show_items.emit(list(one.finding.items)))
        card.rights_wanted.connect(lambda one: self.rights_wanted.emit(list(one.finding.items)))
        card.remedy_wanted.connect(self.mend)
        card.ignore_wanted.connect(self._ignore)
        return card

    def _ignored_card(self, record: FindingRecord) -> IgnoredCard:
        card = IgnoredCard(record)
        card.heed_wanted.connect(self._heed)
        return card

    def _mark(self) -> None:
        chosen = set(self._selection)
        for card in self.cards():
            card.set_selected(bool(chosen) and bool(chosen & set(card.record.finding.items)))

    def _refresh_light(self, _: object = None) -> None:
        state, kind = self.state, self._kind
        fine = None
        if kind is not None and (state.findings or state.checked):
            fine = state.fine(kind)
        score = state.score() if kind == "photo" else None
        light = "aside" if state.all_aside(kind) else state.light_of_kind(kind)
        self.light.show_light(light, state.todo(kind), fine, kind or "", score)
        waits = state.too_many and not state.checked and not state.running
        self._waits.setVisible(waits)
        texts = state.tallies.get("text")
        self.learnt.setVisible(kind == "text" and texts is not None and texts.used > 0)
        anything = state.light_of_kind(None) != "empty"
        self.again.setVisible(state.checked and anything)
        self.report.setVisible(anything)
        self._refresh_progress()

    def _refresh_progress(self, _: object = None) -> None:
        done, total = self.state.progress
        self._refresh_all()
        known = bool(self.state.findings) or self.state.checked
        self.light.show_progress(self.state.running, done, total, known, self.state.closer)
        self.again.setEnabled(not self.state.running)

    def _show_problem(self, error: KnownError | None) -> None:
        clear(self._errors)
        if error is not None:
            retry = secondary(self.tr("Check again"))
            retry.clicked.connect(lambda: self.state.check())
            self._errors.addWidget(ErrorBox(error, retry))

    # --- acting ----------------------------------------------------------------------------------

    def mend(self, record: FindingRecord, remedy: Remedy) -> None:
        """Carry out a remedy; what changes pictures or wordings is shown first."""
        finding, project_id = record.finding, record.project_id
        if remedy.redraws:
            self._open(PhotoDialog(self._desk, self.mending, project_id, finding, remedy, self))
        elif remedy.asks:
            self._open(BackgroundsDialog(self._desk, self.mending, finding.items, self))
        elif remedy.rewrites:
            self._open(TextDialog(self._desk, self.mending, project_id, finding, remedy, self))
        else:
            self.mending.mend_at_once(project_id, finding, remedy)

    def mend_everything(self) -> None:
        """Show what would be done to what is listed, then do it."""
        project, kind = self._desk.project, self._kind
        found = steps(self.state.of_kind(kind))
        if project is None or not found:
            return
        dialog = MendAllDialog(found, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        kinds = KINDS if kind is None else (kind,)
        dialog.accepted.connect(lambda: self.mending.mend_everything(project.id, kinds))
        self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        dialog.open()

    def show_examples(self) -> None:
        """Each text as question and answer, as a training would take them now."""
        project = self._desk.project
        if project is not None:
            dialog = ExamplesDialog(self._desk, project, self._selection, self)
            dialog.show_items.connect(self.show_items)
            self._open(dialog)

    def save_report(self) -> None:
        """Ask where the report of the open project shall lie, and write it there."""
        project = self._desk.project
        if project is not None:
            suggested = ReportFile.suggested(self._desk, project)
            ask_file_to_save(
                self, self.tr("Save the dataset report"), suggested, self.tr("PDF files (*.pdf)"),
                lambda target: self._report_file.save(project, target),
            )  # fmt: skip

    def _ignore(self, record: FindingRecord, reason: str) -> None:
        self._desk.do(
            self.tr("Ignore a finding"),
            lambda catalogue: checks.live_with(catalogue, record, reason),
            lambda catalogue, same: checks.heed(catalogue, same),
            owner=self,
            project_id=record.project_id,
        )

    def _heed(self, record: FindingRecord) -> None:
        self._desk.do(
            self.tr("Take a finding seriously again"),
            lambda catalogue: checks.heed(catalogue, record),
            lambda catalogue, same: checks.live_with(
                catalogue, same, record.ignored_reason, record.ignored_by
            ),
            owner=self,
            project_id=record.project_id,
        )
