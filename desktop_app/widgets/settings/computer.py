"""What Signet sees of this computer."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from core.jobs.hardware import Hardware
from desktop_app import words
from desktop_app.observable import bind
from desktop_app.state.settings import SettingsState
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import IconLabel, Meter, Skeleton, clear, label
from desktop_app.widgets.glossary_link import GlossaryHint
from desktop_app.widgets.settings.section import Section


class ComputerSection(Section):
    """Processor, memory, graphics card, disk, and what that means for training."""

    def __init__(self, state: SettingsState) -> None:
        """Shows what `state` has read."""
        translate = QCoreApplication.translate
        super().__init__(
            translate("ComputerSection", "This computer"), GlossaryHint("graphics_memory")
        )
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE[4])
        self._grid.setVerticalSpacing(SPACE[3])
        self._grid.setColumnStretch(2, 1)
        self.rows.addLayout(self._grid)
        self.verdict = label("", "body", tone="muted")
        self.verdict.setObjectName("settings.computer.verdict")
        self.rows.addWidget(self.verdict)
        bind(state, "hardware", self._show)

    def _show(self, found: Hardware | None) -> None:
        clear(self._grid)
        self.verdict.setVisible(found is not None)
        if found is None:
            for row in range(4):
                self._grid.addWidget(Skeleton(18), row, 0, 1, 3)
            return
        cores = self.tr("%n core(s)", "", found.cpu_cores)
        self._add(0, "cpu", self.tr("Processor"), cores)
        memory = self._of(found.free_gib, found.memory_gib)
        self._add(1, "layers", self.tr("Memory"), memory, _used(found.free_gib, found.memory_gib))
        if found.gpu_name:
            card = self._of(found.gpu_free_gib, found.gpu_memory_gib)
            card = self.tr("{name}, {memory}").format(name=found.gpu_name, memory=card)
            used = _used(found.gpu_free_gib, found.gpu_memory_gib)
            self._add(2, "monitor", self.tr("Graphics card"), card, used)
        else:
            none = self.tr("No NVIDIA graphics card found")
            self._add(2, "monitor", self.tr("Graphics card"), none)
        disk = self.tr("{free} free").format(free=words.size(found.disk_free_gib * 2**30))
        self._add(3, "hard-drive", self.tr("Library's disk"), disk)
        self.verdict.setText(self._verdict(found))

    def _of(self, free: float, total: float) -> str:
        text = self.tr("{free} of {total} free")
        return text.format(free=words.gibibytes(free), total=words.gibibytes(total))

    def _verdict(self, found: Hardware) -> str:
        if found.gpu_memory_gib >= 12:
            return self.tr("Large picture models can be taught on this graphics card.")
        if found.gpu_name:
            return self.tr(
                "This graphics card is small for large picture models; the starter models and "
                "smaller ones fit."
            )
        return self.tr(
            "Everything works without a graphics card, more slowly: the starter models are made "
            "for that."
        )

    def _add(self, row: int, icon: str, name: str, text: str, share: float | None = None) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        self._grid.addWidget(IconLabel(icon), row, 0, middle)
        self._grid.addWidget(label(name, "label", wrap=False), row, 1, middle)
        self._grid.addWidget(label(text, wrap=False), row, 2, middle)
        if share is not None:
            meter = Meter(name)
            meter.setFixedWidth(160)
            meter.set_share(share)
            meter.setAccessibleDescription(text)
            self._grid.addWidget(meter, row, 3, middle)
        else:
            self._grid.addWidget(QWidget(), row, 3)


def _used(free: float, total: float) -> float:
    return 1 - free / total if total else 0.0
