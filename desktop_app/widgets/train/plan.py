"""The plan under the three questions: one sentence, what to know, what speaks against it, details
for experts."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.actions.estimating import Outlook
from core.catalogue.records import FindingRecord
from core.contract.requests import TrainingSettings
from core.errors import KnownError
from desktop_app import words
from desktop_app.forms import SettingsForm
from desktop_app.observable import bind
from desktop_app.state.desk import Desk
from desktop_app.state.training import Planned, TrainingChoices
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import (
    Card,
    ErrorBox,
    Fold,
    IconLabel,
    Skeleton,
    clear,
    label,
    quiet,
    secondary,
)

_MOST_NOTES = 4


class PlanView(QWidget):
    """Reads a `TrainingChoices`; the form under Details writes overrides."""

    def __init__(self, desk: Desk, choices: TrainingChoices) -> None:
        """Follows the state."""
        super().__init__()
        self._desk, self._choices = desk, choices
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[3])
        self.card = Card(SPACE[5], SPACE[3])
        self.sentence = label("", "lead")
        self.sentence.setObjectName("train.plan")
        self.basis = label("", "muted")
        self._skeleton = Skeleton(18)
        self._wait = label("", "muted")
        self._notes = QVBoxLayout()
        self._notes.setSpacing(SPACE[2])
        for one in (self.sentence, self._skeleton, self._wait, self.basis):
            self.card.body.addWidget(one)
        self.card.body.addLayout(self._notes)
        column.addWidget(self.card)
        self._errors = QVBoxLayout()
        column.addLayout(self._errors)
        column.addWidget(self._details())
        bind(choices, "planned", self._show_plan)
        bind(choices, "problem", self._show_problem)
        bind(choices, "checking", self._show_checking)
        bind(choices, "outlook", self._show_preset)
        bind(choices, "intensity", lambda _: self._show_preset(choices.outlook))
        bind(choices, "planned", lambda _: self._show_preset(choices.outlook))

    def _details(self) -> QWidget:
        self.details = Fold(self.tr("Details"))
        self.details.button.setObjectName("train.details")
        self.details.setVisible(False)
        self.form = SettingsForm(TrainingSettings)
        self._typing = QTimer(self, singleShot=True, interval=500)
        self._typed: dict[str, object] = {}
        self._typing.timeout.connect(self._take_typed)
        self.form.changed.connect(self._note_typed)
        self._reset = quiet(self.tr("Back to the preset"), "undo-2")
        self._reset.setObjectName("train.details.reset")
        self._reset.clicked.connect(self._choices.forget_overrides)
        self.way = label("", "muted")
        self.way.setObjectName("train.way")
        frame = Card()
        frame.body.addWidget(self.way)
        frame.body.addWidget(self._reset, 0, Qt.AlignmentFlag.AlignLeft)
        frame.body.addWidget(self.form)
        self.details.body.addWidget(frame)
        return self.details

    def _note_typed(self, name: str, value: object) -> None:
        self._typed[name] = value
        self._choices.expect_override()
        self._typing.start()

    def _take_typed(self) -> None:
        typed, self._typed = self._typed, {}
        for name, value in typed.items():
            self._choices.override(name, value)

    # --- following the state ---------------------------------------------------------------------

    def _show_plan(self, planned: Planned | None) -> None:
        clear(self._notes)
        self.sentence.setVisible(planned is not None)
        self.basis.setVisible(planned is not None)
        self._show_card()
        if planned is None:
            return
        self.sentence.setText(self._sentence(planned))
        self.basis.setText(self._basis(planned))
        for finding in planned.blocking:
            self._notes.addWidget(self._finding(finding))
        for note in self._worth_knowing(planned):
            self._notes.addWidget(_remark("info", "muted", note))

    def _sentence(self, planned: Planned) -> str:
        """ "About 6 minutes and 2.1 GB of memory. 30 of 30 photos are used, 3 of them to check"."""
        plan, estimate = planned.plan, planned.estimate
        request = plan.request
        held_pictures = len(request.heldout_pictures)
        held_texts = len({one.source for one in request.heldout_examples})
        held = held_pictures if request.kind == "image" else held_texts
        used = len(plan.item_ids) + held
        time = words.about(estimate.seconds)
        start = self.tr("{time} and {memory} of memory.").format(
            time=time[:1].upper() + time[1:], memory=words.gibibytes(estimate.memory_gib)
        )
        if request.kind == "image":
            middle = self.tr("{used} of {total} photos are used").format(
                used=words.number(used), total=words.number(max(used, plan.total))
            )
        else:
            middle = self.tr("{used} of {total} texts are used").format(
                used=words.number(used), total=words.number(max(used, plan.total))
            )
        if not held:
            return f"{start} {middle}."
        end = self.tr("%n of them to check what it has learnt", "", held)
        return f"{start} {middle}, {end}."

    def _basis(self, planned: Planned) -> str:
        estimate = planned.estimate
        parts = [
            {
                "measured": self.tr("Measured on this computer."),
                "similar": self.tr(
                    "First training on this model: an estimate from other trainings here."
                ),
                "table": self.tr("First training on this computer: an estimate."),
            }[estimate.basis]
        ]
        if estimate.limited:
            parts.append(self.tr("The time limit of this choice shortens it."))
        if estimate.fit == "too_big":
            parts.append(self.tr("This computer has too little memory for it."))
        return " ".join(parts)

    def _worth_knowing(self, planned: Planned) -> list[str]:
        notes = list(planned.plan.notes)
        lived_with = [one for one in planned.plan.findings if one.ignored]
        if lived_with:
            notes.append(
                self.tr("%n finding(s) of the checks are ignored, as decided.", "", len(lived_with))
            )
        open_ones = [
            one
            for one in planned.plan.findings
            if not one.ignored and one.finding.severity == "attention"
        ]
        if open_ones and not planned.blocking:
            notes.append(
                self.tr(
                    "%n thing(s) could be better about the material; see Photos and texts.",
                    "",
                    len(open_ones),
                )
            )
        return notes[:_MOST_NOTES]

    def _finding(self, finding: FindingRecord) -> QWidget:
        button = secondary(self.tr("Go there"))
        button.setObjectName("train.blocked")
        button.setAccessibleName(self.tr("Go to: {finding}").format(finding=finding.finding.say))
        button.clicked.connect(lambda: self._desk.go("dataset", finding=finding.id))
        said = f"{finding.finding.say} {finding.finding.hint}"
        return _remark("octagon-alert", "blocked", said, button)

    def _show_problem(self, problem: KnownError | None) -> None:
        clear(self._errors)
        if problem is not None and problem.kind != "cancelled":
            go = secondary(self.tr("Photos and texts"))
            go.clicked.connect(lambda: self._desk.go("dataset"))
            models = secondary(self.tr("Models"))
            models.clicked.connect(lambda: self._desk.go("models"))
            action = models if problem.kind == "model_missing" else go
            self._errors.addWidget(ErrorBox(problem, action))
        self._show_card()

    def _show_checking(self, checking: tuple[int, int] | None) -> None:
        self._skeleton.setVisible(checking is not None)
        self._wait.setVisible(checking is not None)
        if checking is not None:
            done, total = checking
            self._wait.setText(
                self.tr("Looking at photo {done} of {total}").format(
                    done=words.number(done), total=words.number(total)
                )
                if total
                else self.tr("Making the plan")
            )
        self._show_card()

    def _show_card(self) -> None:
        choices = self._choices
        self.card.setVisible(choices.planned is not None or choices.checking is not None)

    def _show_preset(self, outlook: Outlook | None) -> None:
        self.details.setVisible(outlook is not None)
        self._reset.setEnabled(bool(self._choices.overrides))
        if outlook is None or self._typed:
            return
        option = next(one for one in outlook.options if one.intensity == self._choices.intensity)
        planned = self._choices.planned
        estimate = option.estimate if planned is None else planned.estimate
        self.way.setText(estimate.way.sentence)
        values = {
            name: getattr(option.settings, name) for name in self.form.values()
        } | self._choices.overrides
        self.form.set_values(values)


def _remark(icon: str, tone: str, text: str, *actions: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE[3])
    row.addWidget(IconLabel(icon, tone, 18), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label(text, "body" if tone == "blocked" else "muted"), 1)
    for action in actions:
        row.addWidget(action)
    return box
