"""Which other adapters become one with the open one, and how strong each of them is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QGridLayout, QSpinBox, QWidget

from core.catalogue.records import AdapterRecord
from desktop_app.state.handing_out import Share
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import Fold, label


class Together(Fold):
    """Folded, because one adapter alone is the usual wish."""

    def __init__(self, adapter: AdapterRecord, others: Sequence[AdapterRecord]) -> None:
        """`others` fit the same model."""
        super().__init__("")
        self.setVisible(bool(others))
        self._adapter = adapter
        self.button.setText(self.tr("Together with others, as one"))
        self.button.setObjectName("adapters.together")
        text = self.tr(
            "What all of them learnt goes into one result, exactly as Compare adds it up."
        )
        self.body.addWidget(label(text, "small"))
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE[4])
        grid.setColumnStretch(2, 1)
        grid.addWidget(label(adapter.name, wrap=False), 0, 0)
        self.own = self._strength(adapter)
        self.own.setValue(100)
        grid.addWidget(self.own, 0, 1)
        self.boxes: list[tuple[AdapterRecord, QCheckBox, QSpinBox]] = []
        for row, one in enumerate(others, start=1):
            box = QCheckBox(one.name)
            box.setObjectName(f"adapters.together.{one.id}")
            strength = self._strength(one)
            strength.setEnabled(False)
            box.toggled.connect(strength.setEnabled)
            grid.addWidget(box, row, 0)
            grid.addWidget(strength, row, 1)
            self.boxes.append((one, box, strength))
        self.body.addWidget(holder)

    @property
    def shares(self) -> tuple[Share, ...]:
        """The open adapter first."""
        chosen = [
            (one.id, strength.value() / 100) for one, box, strength in self.boxes if box.isChecked()
        ]
        return ((self._adapter.id, self.own.value() / 100), *chosen)

    def _strength(self, adapter: AdapterRecord) -> QSpinBox:
        spin = QSpinBox()
        spin.setObjectName(f"adapters.togetherStrength.{adapter.id}")
        spin.setAccessibleName(self.tr("Strength of “{name}”").format(name=adapter.name))
        spin.setRange(5, 150)
        spin.setSingleStep(5)
        spin.setSuffix(" %")
        spin.setValue(round(adapter.best_strength * 100) or 100)
        return spin
