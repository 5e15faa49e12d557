"""The light on top: ready, needs attention or blocked, in a sign and in words, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.datasets.set_score import SetScore
from desktop_app import words
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import Card, IconLabel, Meter, Skeleton, clear, label, set_tone

_SIGNS = {
    "empty": ("circle", "faint"),
    "aside": ("circle", "faint"),
    "unknown": ("circle-dot", "muted"),
    "ready": ("circle-check", "ready"),
    "attention": ("triangle-alert", "attention"),
    "blocks": ("octagon-alert", "blocked"),
}
_TONELESS = ("aside", "empty", "unknown")
_TONES = {"blocks": "blocked", **dict.fromkeys(_TONELESS, "")}
_HINTS_SHOWN = 3


class LightCard(Card):
    """What the reader looks at first."""

    def __init__(self) -> None:
        """Shows "empty" until told otherwise."""
        super().__init__()
        self.setObjectName("card")
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        self._sign = IconLabel("circle", "faint", 24)
        self.title = label("", "title")
        self.title.setObjectName("findings.light")
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.title, 1)
        self.body.addLayout(row)
        self.sentence = label("", "muted")
        self.body.addWidget(self.sentence)
        self._score, self._meter = label("", "small"), Meter(self.tr("Items without a warning"))
        self.body.addWidget(self._meter)
        self.body.addWidget(self._score)
        self.forecast = label("", "muted")
        self.forecast.setObjectName("findings.forecast")
        self.body.addWidget(self.forecast)
        self._todo = QVBoxLayout()
        self._todo.setSpacing(SPACE[1])
        self.body.addLayout(self._todo)
        self._busy = QWidget()
        column = QVBoxLayout(self._busy)
        column.setContentsMargins(0, SPACE[1], 0, 0)
        column.setSpacing(SPACE[1])
        self.bar, self.doing = Meter(self.tr("Progress of the checks")), label("", "small")
        self.doing.setObjectName("findings.progress")
        column.addWidget(self.doing)
        column.addWidget(self.bar)
        self._waiting = Skeleton(18)
        column.addWidget(self._waiting)
        self.body.addWidget(self._busy)
        self._busy.hide()
        self.show_light("empty", [], None)

    def show_light(
        self,
        light: str,
        todo: Sequence[str],
        fine: tuple[int, int] | None,
        kind: str = "",
        score: SetScore | None = None,
    ) -> None:
        """How it stands.

        Args:
            light: one of `_SIGNS`; "aside" where all that there is is set aside.
            fine: (items without a warning, items in use); None hides the meter.
            score: of the photos, where photos are shown: its own three things take the place of
                `todo`, for they are told with what each would bring.
        """
        titles = {
            "empty": self.tr("Nothing to look at yet"),
            "aside": self.tr("All set aside"),
            "unknown": self.tr("Not checked yet"),
            "ready": self.tr("Ready"),
            "attention": self.tr("Needs attention"),
            "blocks": self.tr("Blocked"),
        }
        sentences = {
            "empty": self.tr("Add photos or texts; they are looked at as soon as they are in."),
            "aside": self.tr("There is nothing to learn. Use some of them again, or add others."),
            "unknown": self.tr("The checks tell whether anything speaks against training."),
            "ready": self.tr("Nothing speaks against training."),
            "attention": self.tr("You can train. The result gets better when you:"),
            "blocks": self.tr("Before training:"),
        }
        self._sign.set_icon(*_SIGNS[light])
        self.title.setText(titles[light])
        set_tone(self.title, _TONES.get(light, light))
        self.sentence.setText(sentences[light])
        self.setAccessibleName(titles[light])
        self.setAccessibleDescription(" ".join((sentences[light], *todo)))
        self._show_todo(todo if light in ("attention", "blocks") else [], score)
        self._show_score(None if light in _TONELESS else fine, kind, score)

    def show_progress(
        self,
        running: bool,
        done: int,
        total: int,
        known: bool,
        closer: tuple[int, int] | None = None,
    ) -> None:
        """What the checks are at.

        Args:
            known: earlier findings stand below.
            closer: (photos looked at closely, all), where everything else is found already.
        """
        self._busy.setVisible(running or closer is not None)
        if not running:
            self._show_closer(closer)
            return
        self._waiting.setVisible(not known)
        self.bar.setVisible(total > 0)
        if total > 0 and done < total:
            self.doing.setText(
                self.tr("Looking at {done} of {total}").format(
                    done=words.number(done), total=words.number(total)
                )
            )
            self.bar.set_share(done / total)
        else:
            self.doing.setText(self.tr("Comparing them with each other …"))
            self.bar.set_share(1.0 if total else 0.0)

    def _show_closer(self, closer: tuple[int, int] | None) -> None:
        if closer is None:
            return
        done, total = closer
        self._waiting.hide()
        self.bar.setVisible(total > 0)
        self.bar.set_share(done / total if total else 0.0)
        self.doing.setText(
            self.tr("Looking closer: {done} of {total}").format(
                done=words.number(done), total=words.number(total)
            )
        )

    def _show_todo(self, todo: Sequence[str], score: SetScore | None) -> None:
        clear(self._todo)
        gains = {one.hint: one.points for one in score.gains} if score is not None else {}
        hints = list(dict.fromkeys([*(hint for hint in gains if hint in todo), *todo]))
        for number, hint in enumerate(hints[:_HINTS_SHOWN], start=1):
            row = QHBoxLayout()
            row.setSpacing(SPACE[2])
            count = label(words.number(number), "label", wrap=False)
            count.setFixedWidth(SPACE[3])
            row.addWidget(count, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(label(hint), 1)
            if hint in gains:
                points = label(
                    self.tr("+{points}").format(points=words.number(gains[hint])),
                    "small", wrap=False,
                )  # fmt: skip
                points.setToolTip(self.tr("Points that this would bring"))
                row.addWidget(points, 0, Qt.AlignmentFlag.AlignTop)
            self._todo.addLayout(row)
        more = len(hints) - _HINTS_SHOWN
        if more > 0:
            self._todo.addWidget(label(self.tr("and %n more below", "", more), "muted"))

    def _show_score(self, fine: tuple[int, int] | None, kind: str, score: SetScore | None) -> None:
        shown = fine is not None and fine[1] > 0
        self._meter.setVisible(shown)
        self._score.setVisible(shown)
        self.forecast.setVisible(shown and score is not None and bool(score.forecast))
        if fine is None or fine[1] == 0:
            return
        good, total = fine
        values = {"good": words.number(good), "total": words.number(total)}
        if score is None:
            self._meter.set_share(good / total, "ready")
            self._score.setText(
                self.tr("{good} of {total} texts without a warning").format(**values)
                if kind == "text"
                else self.tr("{good} of {total} photos without a warning").format(**values)
            )
            return
        self._meter.set_share(score.points / 100, "ready")
        self._score.setText(
            self.tr("{points} of 100 points, {good} of {total} photos without a warning").format(
                points=words.number(score.points), **values
            )
        )
        self.forecast.setText(score.forecast)
