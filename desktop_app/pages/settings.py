"""Settings: look and language, checks, the library's place, backups, this computer, keyboard."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.page import Page
from desktop_app.state.desk import Desk
from desktop_app.state.settings import SettingsState
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import scroll_area
from desktop_app.widgets.settings.backups import BackupsSection
from desktop_app.widgets.settings.choices import CHECKS, LOOKS, ChoicesSection
from desktop_app.widgets.settings.computer import ComputerSection
from desktop_app.widgets.settings.details import DetailsFold
from desktop_app.widgets.settings.place import PlaceSection
from desktop_app.widgets.settings.shortcuts import ShortcutsSection

WIDTH = 820
"""Pixels; wider rows part a label from its control."""


class SettingsPage(Page):
    """Everything takes effect at once, but for what says that it restarts."""

    NAME = "settings"

    def __init__(self, desk: Desk) -> None:
        """Nothing is read until the page is shown."""
        super().__init__(desk)
        self.state = SettingsState(desk)
        self.looks = ChoicesSection(desk, self.tr("Look and language"), LOOKS)
        self.checks = ChoicesSection(desk, self.tr("Checks"), CHECKS)
        self.place = PlaceSection(desk, self.state)
        self.backups = BackupsSection(self.state)
        self.computer = ComputerSection(self.state)
        self.shortcuts = ShortcutsSection()
        self.details = DetailsFold(desk, self.state)
        inner = QWidget()
        inner.setMaximumWidth(WIDTH)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, SPACE[5])
        column.setSpacing(SPACE[5])
        for part in (
            self.looks,
            self.checks,
            self.place,
            self.backups,
            self.computer,
            self.shortcuts,
            self.details,
        ):
            column.addWidget(part)
        column.addStretch(1)
        outer = QWidget()
        row = QHBoxLayout(outer)
        row.setContentsMargins(0, 0, SPACE[2], 0)
        row.addWidget(inner, 1)
        row.addStretch(0)
        self.body.addWidget(scroll_area(outer, self.tr("All settings")), 1)

    def shown(self, **hint: Any) -> None:
        """Look at the computer anew: memory and disk change while nobody looks."""
        self.state.refresh()
        self.shortcuts.refresh()
