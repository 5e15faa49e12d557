"""Forms made from settings classes: label, help, range and choices are declared once, in core."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from core.settings import SettingInfo, describe
from desktop_app.tokens import SPACE

_LARGEST = 2_000_000_000


class SettingsForm(QWidget):
    """One line a setting: label, control, and a sentence of help under it."""

    changed = Signal(str, object)
    """(name, value) after the user changed it; not for `set_values`."""

    def __init__(self, cls: type, only: tuple[str, ...] = ()) -> None:
        """`cls` is a dataclass made with `core.settings.setting`; `only` limits its fields."""
        super().__init__()
        self._read: dict[str, Callable[[], Any]] = {}
        self._write: dict[str, Callable[[Any], None]] = {}
        self.controls: dict[str, QWidget] = {}
        self._quiet = False
        self._types = {one.name: type(one.default) for one in fields(cls)}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE[4])
        grid.setVerticalSpacing(SPACE[1])
        grid.setColumnStretch(1, 1)
        for info in describe(cls):
            if not only or info.name in only:
                self._add(grid, info)

    def values(self) -> dict[str, Any]:
        """All values by name."""
        return {name: read() for name, read in self._read.items()}

    def set_values(self, values: Mapping[str, Any] | Any) -> None:
        """Show these values, from a mapping or from an instance of the class."""
        self._quiet = True
        for name, write in self._write.items():
            if isinstance(values, Mapping):
                if name in values:
                    write(values[name])
            else:
                write(getattr(values, name))
        self._quiet = False

    def _add(self, grid: QGridLayout, info: SettingInfo) -> None:
        control = self._control(info)
        control.setObjectName("setting." + info.name)
        control.setAccessibleName(info.label)
        control.setAccessibleDescription(info.help)
        control.setToolTip(info.help)
        self.controls[info.name] = control
        caption = QLabel(info.label)
        caption.setProperty("role", "label")
        caption.setBuddy(control)
        help_text = QLabel(info.help)
        help_text.setProperty("role", "small")
        help_text.setWordWrap(True)
        at = grid.rowCount()
        grid.addWidget(caption, at, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(control, at, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(help_text, at + 1, 1)
        grid.setRowMinimumHeight(at + 2, SPACE[2])

    def _control(self, info: SettingInfo) -> QWidget:
        kind = self._types[info.name]
        if info.choices:
            return self._choice(info)
        if kind is bool:
            return self._check(info)
        if kind is int:
            return self._spin(info)
        if kind is float:
            return self._decimal(info)
        return self._text(info)

    def _register(self, name: str, read: Callable[[], Any], write: Callable[[Any], None]) -> None:
        self._read[name], self._write[name] = read, write

    def _tell(self, name: str) -> None:
        if not self._quiet:
            self.changed.emit(name, self._read[name]())

    def _choice(self, info: SettingInfo) -> QWidget:
        box = QComboBox()
        for choice in info.choices:
            box.addItem(choice_words(info.name, choice), choice)
        self._register(
            info.name, box.currentData, lambda value: box.setCurrentIndex(box.findData(value))
        )
        self._write[info.name](info.default)
        box.currentIndexChanged.connect(lambda _: self._tell(info.name))
        return box

    def _check(self, info: SettingInfo) -> QWidget:
        box = QCheckBox()
        self._register(info.name, box.isChecked, box.setChecked)
        box.setChecked(bool(info.default))
        box.toggled.connect(lambda _: self._tell(info.name))
        return box

    def _spin(self, info: SettingInfo) -> QWidget:
        box = QSpinBox()
        low, high = info.minimum, info.maximum
        box.setRange(
            int(low) if low is not None else -_LARGEST, int(high) if high is not None else _LARGEST
        )
        box.setSuffix(f" {info.unit}" if info.unit else "")
        box.setGroupSeparatorShown(True)
        box.setMinimumWidth(120)
        self._register(info.name, box.value, lambda value: box.setValue(int(value)))
        box.setValue(int(info.default))
        box.valueChanged.connect(lambda _: self._tell(info.name))
        return box

    def _decimal(self, info: SettingInfo) -> QWidget:
        box = QDoubleSpinBox()
        low, high = info.minimum, info.maximum
        box.setDecimals(6 if 0 < abs(info.default) < 0.01 else 3)
        box.setRange(low if low is not None else -1e9, high if high is not None else 1e9)
        box.setSingleStep(max(10.0 ** -box.decimals(), abs(info.default) / 10))
        box.setSuffix(f" {info.unit}" if info.unit else "")
        box.setMinimumWidth(120)
        self._register(info.name, box.value, lambda value: box.setValue(float(value)))
        box.setValue(float(info.default))
        box.valueChanged.connect(lambda _: self._tell(info.name))
        return box

    def _text(self, info: SettingInfo) -> QWidget:
        edit = QLineEdit()
        edit.setMinimumWidth(240)
        self._register(info.name, edit.text, lambda value: edit.setText(str(value)))
        edit.setText(str(info.default))
        edit.editingFinished.connect(lambda: self._tell(info.name))
        return edit


def choice_words(setting: str, choice: str) -> str:
    """A choice as a reader sees it."""
    words = {
        "system": QCoreApplication.translate("SettingsForm", "As the computer is set"),
        "light": QCoreApplication.translate("SettingsForm", "Light"),
        "dark": QCoreApplication.translate("SettingsForm", "Dark"),
        "normal": QCoreApplication.translate("SettingsForm", "Normal"),
        "high": QCoreApplication.translate("SettingsForm", "High"),
        "reduced": QCoreApplication.translate("SettingsForm", "Reduced"),
        "on": QCoreApplication.translate("SettingsForm", "On"),
        "off": QCoreApplication.translate("SettingsForm", "Off"),
        "en": "English",
        "de": "Deutsch",
        "lora": QCoreApplication.translate("SettingsForm", "Plain (LoRA)"),
        "dora": QCoreApplication.translate("SettingsForm", "Finer, slower (DoRA)"),
        "rslora": QCoreApplication.translate("SettingsForm", "Steady at high capacity (rsLoRA)"),
        "lokr": QCoreApplication.translate("SettingsForm", "Small file (LoKr)"),
        "auto": QCoreApplication.translate("SettingsForm", "Automatic"),
        "none": QCoreApplication.translate("SettingsForm", "As needed"),
        "segmented": QCoreApplication.translate("SettingsForm", "Half of the parts"),
        "whole": QCoreApplication.translate("SettingsForm", "All parts"),
        "adamw": "AdamW",
        "adamw_8bit": QCoreApplication.translate("SettingsForm", "AdamW in 8 bits"),
    }
    return words.get(choice, choice)
