"""What is chosen among a few words, taken on at once: looks and language, checks of photos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.preferences import Preferences
from core.settings import describe
from desktop_app.forms import choice_words
from desktop_app.observable import bind
from desktop_app.state.desk import Desk
from desktop_app.widgets.basics import Segmented
from desktop_app.widgets.settings.section import Section

LOOKS = ("appearance", "contrast", "motion", "language")
CHECKS = ("look_closer",)


class ChoicesSection(Section):
    """One row a preference, from its declaration in core."""

    def __init__(self, desk: Desk, title: str, names: Sequence[str]) -> None:
        """Follows the preferences, whoever changes them."""
        super().__init__(title)
        self._desk = desk
        self.choices: dict[str, Segmented] = {}
        for info in describe(Preferences):
            if info.name in names:
                options = [(one, choice_words(info.name, one)) for one in info.choices]
                control = Segmented(options, info.label)
                for key, text in options:
                    button = control.button(key)
                    button.setObjectName(f"settings.{info.name}.{key}")
                    button.setAccessibleName(f"{info.label}: {text}")
                control.chosen.connect(lambda key, name=info.name: self._prefer(name, key))
                self.choices[info.name] = control
                self.add_row(info.label, info.help, control)
        bind(desk, "preferences", self._show)

    def _prefer(self, name: str, key: str) -> None:
        self._desk.prefer(replace(self._desk.preferences, **{name: key}))

    def _show(self, preferences: Preferences) -> None:
        for name, control in self.choices.items():
            control.choose(getattr(preferences, name))
