"""One adapter in full: face, code word, best strength, its sources, how well it learnt, recipe."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from core.actions.adapter_shelf import AdapterStory
from core.catalogue.records import AdapterRecord
from core.contract.base_hash import same_weights
from core.contract.requests import TrainingSettings
from core.models.library import shown_name
from core.paths import Library
from core.settings import describe
from desktop_app import theme, words
from desktop_app.state.memory import Memory
from desktop_app.tokens import SPACE
from desktop_app.widgets.adapters.card import CodeWord
from desktop_app.widgets.adapters.cover import Cover
from desktop_app.widgets.adapters.hand_out import HandOut, HandOutText
from desktop_app.widgets.adapters.lineage import Lineage
from desktop_app.widgets.adapters.phrases import (
    Score,
    kind_name,
    learnt,
    scores,
    strength,
    value_words,
)
from desktop_app.widgets.adapters.voice import VoicePart
from desktop_app.widgets.basics import Banner, Card, Chip, Fold, danger, label, secondary

FACE = (320, 240)


SETTLED = 600
"""Milliseconds after the last key until a strength counts."""


class _CalmSlider(QSlider):
    """Leaves the wheel to the page, so that scrolling changes nothing by accident."""

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Not for us."""
        event.ignore()


class BestStrength(QWidget):
    """A slider from 0 to 150 %; it counts when it is let go."""

    chosen = Signal(float)

    def __init__(self, value: float) -> None:
        """1.0 is 100 %."""
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[1])
        row = QHBoxLayout()
        row.addWidget(label(self.tr("Best strength"), "label", wrap=False))
        row.addStretch(1)
        self.figure = label("", "label", wrap=False)
        row.addWidget(self.figure)
        column.addLayout(row)
        self.slider = _CalmSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("adapters.strength")
        self.slider.setAccessibleName(self.tr("Best strength in percent"))
        self.slider.setRange(0, 150)
        self.slider.setSingleStep(5)
        self.slider.setPageStep(10)
        self.slider.setValue(round(value * 100))
        self.slider.valueChanged.connect(self._tell)
        self.slider.sliderReleased.connect(self._choose)
        self._settled = QTimer(self, singleShot=True, interval=SETTLED)
        self._settled.timeout.connect(self._choose)
        column.addWidget(self.slider)
        column.addWidget(
            label(self.tr("Compare begins with this strength. 100 % is as trained."), "small")
        )
        self.figure.setText(strength(value))

    def _tell(self) -> None:
        self.figure.setText(strength(self.slider.value() / 100))
        if not self.slider.isSliderDown():
            self._settled.start()

    def _choose(self) -> None:
        self._settled.stop()
        self.chosen.emit(self.slider.value() / 100)


class Detail(QWidget):
    """Shows a story; the page does what is asked."""

    renamed = Signal(str)
    strength_chosen = Signal(float)
    export_asked = Signal(object)
    """A HandOutOrder."""
    delete_asked = Signal()
    compare_asked = Signal(str)
    item_opened = Signal(int, str)

    def __init__(
        self, library: Library, story: AdapterStory, others: list[AdapterRecord], memory: Memory
    ) -> None:
        """`others` are what it can be compared with."""
        super().__init__()
        self._library, self._story = library, story
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, SPACE[5], SPACE[5])
        column.setSpacing(SPACE[4])
        adapter = story.card.adapter
        alike = [one for one in others if same_weights(one.base_hash, adapter.base_hash)]
        form = HandOutText if adapter.kind == "text" else HandOut
        self.hand_out = form(memory, adapter, alike)
        self.hand_out.wanted.connect(self.export_asked)
        column.addLayout(self._head(others))
        column.addWidget(self.hand_out)
        for notice in story.notices:
            told = Banner("info", notice)
            told.text.setObjectName("adapters.notice")
            column.addWidget(told)
        self.voice: VoicePart | None = None
        if story.card.adapter.kind == "text":
            self.voice = VoicePart(story.voice)
            column.addWidget(self.voice)
        if story.voice is None and (found := scores(story)):
            column.addWidget(self._scorecard(found))
        column.addWidget(self._sources())
        column.addWidget(self._details())
        column.addStretch(1)

    # --- parts -----------------------------------------------------------------------------------

    def _head(self, others: list[AdapterRecord]) -> QHBoxLayout:
        card, adapter = self._story.card, self._story.card.adapter
        row = QHBoxLayout()
        row.setSpacing(SPACE[5])
        face = Cover(*FACE)
        face.show_card(card)
        row.addWidget(face, 0, Qt.AlignmentFlag.AlignTop)
        facts = QVBoxLayout()
        facts.setSpacing(SPACE[3])
        self.name = QLineEdit(adapter.name)
        self.name.setObjectName("adapters.name")
        self.name.setAccessibleName(self.tr("Name of the adapter"))
        self.name.setFont(theme.current().font("lead"))
        self.name.setMaxLength(200)
        self.name.editingFinished.connect(lambda: self.renamed.emit(self.name.text()))
        facts.addWidget(self.name)
        line = QHBoxLayout()
        line.setSpacing(SPACE[2])
        line.addWidget(Chip(kind_name(adapter.kind)))
        if card.project:
            line.addWidget(Chip(card.project))
        if adapter.trigger:
            line.addWidget(CodeWord(adapter.name, adapter.trigger), 1)
        else:
            line.addStretch(1)
        facts.addLayout(line)
        says = [learnt(card), shown_name(adapter.base_name)]
        says.append(words.size(card.bytes) if card.bytes else self.tr("Its file is missing"))
        facts.addWidget(label("  ·  ".join(one for one in says if one), "muted"))
        self.strength = BestStrength(adapter.best_strength)
        self.strength.chosen.connect(self.strength_chosen)
        facts.addWidget(self.strength)
        facts.addLayout(self._actions(others))
        facts.addStretch(1)
        row.addLayout(facts, 1)
        return row

    def _actions(self, others: list[AdapterRecord]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        export = secondary(self.tr("Use elsewhere…"))
        export.setObjectName("adapters.export")
        export.setEnabled(self._story.card.bytes > 0)
        export.clicked.connect(self.hand_out.ask)
        row.addWidget(export)
        self.versus = secondary(self.tr("Put beside another"))
        self.versus.setObjectName("adapters.versus")
        menu = QMenu(self.versus)
        for one in others:
            action = menu.addAction(one.name, lambda key=one.id: self.compare_asked.emit(key))
            action.setObjectName(f"adapters.versus.{one.id}")
        self.versus.setMenu(menu)
        self.versus.setEnabled(bool(others))
        if not others:
            self.versus.setToolTip(self.tr("There is no other adapter of this kind yet."))
        row.addWidget(self.versus)
        row.addStretch(1)
        delete = danger(self.tr("Delete"))
        delete.setObjectName("adapters.delete")
        delete.clicked.connect(self.delete_asked)
        row.addWidget(delete)
        return row

    def _scorecard(self, found: list[Score]) -> QWidget:
        card = Card(margin=SPACE[4], spacing=SPACE[3])
        card.body.addWidget(label(self.tr("How well it learnt"), "lead"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE[4])
        grid.setVerticalSpacing(SPACE[2])
        grid.setColumnStretch(1, 1)
        for row, one in enumerate(found):
            figure = label(one.figure, "title" if row == 0 else "label", wrap=False)
            grid.addWidget(figure, row, 0, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(label(one.meaning), row, 1, Qt.AlignmentFlag.AlignVCenter)
        card.body.addLayout(grid)
        return card

    def _sources(self) -> QWidget:
        card = Card(margin=SPACE[4], spacing=SPACE[3])
        card.body.addWidget(label(self.tr("What it learnt from"), "lead"))
        self.lineage = Lineage(self._library, self._story)
        self.lineage.opened.connect(self.item_opened)
        card.body.addWidget(self.lineage)
        return card

    def _details(self) -> QWidget:
        self.details = Fold(self.tr("Details"))
        self.details.button.setObjectName("adapters.details")
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE[5])
        grid.setVerticalSpacing(SPACE[1])
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(self._facts()):
            grid.addWidget(label(name, "muted", wrap=False), row, 0, Qt.AlignmentFlag.AlignTop)
            shown = label(value)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(shown, row, 1)
        self.details.body.addLayout(grid)
        return self.details

    def _facts(self) -> list[tuple[str, str]]:
        story, adapter = self._story, self._story.card.adapter
        facts = [
            (self.tr("Recipe"), adapter.recipe),
            (self.tr("Model"), shown_name(adapter.base_name)),
            (self.tr("Licence of the model"), adapter.licence),
            (self.tr("Proof"), str(adapter.metrics.get("proof", ""))),
            (self.tr("File"), str(self._library.root / adapter.file)),
            (self.tr("Fingerprint (SHA-256)"), adapter.sha256),
            (self.tr("Training"), adapter.run_id or ""),
        ]
        if story.settings is not None:
            facts += [
                (info.label, value_words(getattr(story.settings, info.name), info.unit))
                for info in describe(TrainingSettings)
            ]
        return [(name, value) for name, value in facts if value]
