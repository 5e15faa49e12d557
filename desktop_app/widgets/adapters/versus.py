"""Two adapters side by side: how well each learnt, how their trainings differ, and whether they can
work together."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.actions.adapter_shelf import AdapterStory
from core.models.library import shown_name
from desktop_app import words
from desktop_app.state.adapters import Versus
from desktop_app.tokens import SPACE
from desktop_app.widgets.adapters.cover import Cover
from desktop_app.widgets.adapters.phrases import (
    difference_words,
    learnt,
    recipe_name,
    scores,
    strength,
)
from desktop_app.widgets.basics import Banner, Card, ErrorBox, Fold, label, line, link

FACE = (232, 156)
_PLAIN = frozenset({"rank", "steps", "learning_rate", "resolution", "max_length"})
"""Settings that are told to everyone; the rest is under Details."""
_LIGHTS = {"green": "ready", "amber": "attention", "red": "blocked"}


class VersusView(QWidget):
    """Shows two stories; a click on a name opens it."""

    opened = Signal(str)

    def __init__(self, versus: Versus) -> None:
        """Everything is there already."""
        super().__init__()
        self._versus = versus
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, SPACE[5], SPACE[5])
        column.setSpacing(SPACE[4])
        heads = QHBoxLayout()
        heads.setSpacing(SPACE[5])
        for story in (versus.first, versus.second):
            heads.addWidget(self._head(story), 1)
        column.addLayout(heads)
        column.addWidget(self._together())
        column.addWidget(self._table())
        column.addStretch(1)

    def _head(self, story: AdapterStory) -> QWidget:
        card, adapter = Card(), story.card.adapter
        face = Cover(*FACE)
        face.show_card(story.card)
        card.body.addWidget(face)
        name = link(adapter.name)
        name.setAccessibleName(self.tr("Open {name}").format(name=adapter.name))
        name.clicked.connect(lambda: self.opened.emit(adapter.id))
        card.body.addWidget(name, 0, Qt.AlignmentFlag.AlignLeft)
        card.body.addWidget(label(learnt(story.card), "muted"))
        for one in scores(story)[:2]:
            card.body.addWidget(label(f"{one.figure} {one.meaning}"))
        card.body.addStretch(1)
        return card

    def _together(self) -> QWidget:
        versus = self._versus
        if versus.conflict is None:
            assert versus.why_not is not None
            return ErrorBox(versus.why_not)
        report = versus.conflict.report
        says = self.tr("Used together: {sentence} They are {share} alike.").format(
            sentence=report.say, share=words.percent(report.score)
        )
        if versus.conflict.factor < 0.995:
            says += " " + self.tr("Balanced, each works at {share} of its strength.").format(
                share=words.percent(versus.conflict.factor)
            )
        return Banner(_LIGHTS[report.light], says)

    def _table(self) -> QWidget:
        card = Card(margin=SPACE[4], spacing=SPACE[3])
        card.body.addWidget(label(self.tr("How they differ"), "lead"))
        card.body.addLayout(self._grid(self._rows()))
        expert = [
            difference_words(one) for one in self._versus.differences if one.name not in _PLAIN
        ]
        if expert:
            fold = Fold(self.tr("Details"))
            fold.button.setObjectName("adapters.versusDetails")
            fold.body.addLayout(self._grid(expert))
            card.body.addWidget(fold)
        both, mine, yours = self._versus.shared
        if both or mine or yours:
            card.body.addWidget(line())
            card.body.addWidget(
                label(
                    self.tr(
                        "Learnt from by both: {both}. By the first alone: {first}. By the second "
                        "alone: {second}."
                    ).format(
                        both=words.number(both), first=words.number(mine),
                        second=words.number(yours),
                    ),
                    "muted",
                )
            )  # fmt: skip
        return card

    def _grid(self, rows: list[tuple[str, str, str]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE[5])
        grid.setVerticalSpacing(SPACE[2])
        for column in range(3):
            grid.setColumnStretch(column, 1)
        first, second = self._versus.first.card.adapter, self._versus.second.card.adapter
        for column, name in enumerate(("", first.name, second.name)):
            grid.addWidget(label(name, "label"), 0, column)
        grid.addWidget(line(), 1, 0, 1, 3)
        for row, (name, one, other) in enumerate(rows, 2):
            same = one == other
            grid.addWidget(label(name, "muted"), row, 0)
            grid.addWidget(label(one, "muted" if same else "body"), row, 1)
            grid.addWidget(label(other, "muted" if same else "body"), row, 2)
        return grid

    def _rows(self) -> list[tuple[str, str, str]]:
        one, other = self._versus.first.card, self._versus.second.card
        rows = [
            (self.tr("Learnt from"), learnt(one), learnt(other)),
            (
                self.tr("Model"),
                shown_name(one.adapter.base_name),
                shown_name(other.adapter.base_name),
            ),
            (self.tr("Code word"), one.adapter.trigger, other.adapter.trigger),
            (
                self.tr("Best strength"),
                strength(one.adapter.best_strength),
                strength(other.adapter.best_strength),
            ),
            (self.tr("Size"), words.size(one.bytes), words.size(other.bytes)),
            (
                self.tr("How thorough"),
                recipe_name(one.adapter.recipe),
                recipe_name(other.adapter.recipe),
            ),
        ]
        rows += [
            difference_words(entry) for entry in self._versus.differences if entry.name in _PLAIN
        ]
        return [row for row in rows if row[1] or row[2]]
