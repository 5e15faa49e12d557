"""Under the plan of a text training: whether all is well with what will be read, and three examples
as the model reads them, with the learnt words marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QTextEdit, QVBoxLayout, QWidget

from core.actions.preflighting import Inspected
from core.errors import KnownError
from core.families.preflight import Rendered, Span
from desktop_app import theme, words
from desktop_app.observable import bind
from desktop_app.state.preflight import PreflightState
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import (
    Card,
    ErrorBox,
    Fold,
    IconLabel,
    Segmented,
    clear,
    label,
)

_HEIGHT = 260


class PreflightView(QWidget):
    """Reads a `PreflightState`; hidden while there is nothing to say."""

    def __init__(self, state: PreflightState) -> None:
        """Follows the state."""
        super().__init__()
        self.setObjectName("train.preflight")
        self._state = state
        self._shown: tuple[Rendered, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[2])
        self._errors = QVBoxLayout()
        column.addLayout(self._errors)
        line = QHBoxLayout()
        line.setSpacing(SPACE[3])
        self._sign = IconLabel("info", "muted", 18)
        self.told = label("", "muted")
        self.told.setObjectName("train.preflight.told")
        line.addWidget(self._sign)
        line.addWidget(self.told, 1)
        column.addLayout(line)
        column.addWidget(self._examples())
        theme.current().changed.connect(self._draw)
        bind(state, "looking", lambda _: self._refresh())
        bind(state, "found", lambda _: self._refresh())
        bind(state, "problem", lambda _: self._refresh())

    def _examples(self) -> QWidget:
        self.fold = Fold(self.tr("Examples, as the model reads them"))
        self.fold.button.setObjectName("train.preflight.fold")
        card = Card()
        self.choice = Segmented(
            [(str(at), words.number(at + 1)) for at in range(3)], self.tr("Which example")
        )
        self.choice.setObjectName("train.preflight.which")
        self.choice.chosen.connect(lambda _: self._draw())
        self.text = QTextEdit()
        self.text.setObjectName("train.preflight.text")
        self.text.setAccessibleName(self.tr("The example as the model reads it"))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(_HEIGHT)
        self.legend = label("", "small")
        card.body.addWidget(self.text)
        card.body.addWidget(self.legend)
        self.fold.body.addWidget(self.choice)
        self.fold.body.addWidget(card)
        return self.fold

    # --- following the state ---------------------------------------------------------------------

    def _refresh(self) -> None:
        state = self._state
        clear(self._errors)
        found, problem = state.found, state.problem
        if found is not None and found.faults:
            self._errors.addWidget(ErrorBox(_first(found)))
        elif problem is not None:
            self._errors.addWidget(ErrorBox(problem))
        self._tell(found)
        self._shown = found.rendered if found is not None else ()
        self.fold.setVisible(bool(self._shown))
        for at in range(3):
            self.choice.button(str(at)).setVisible(at < len(self._shown))
        self.setVisible(state.looking or found is not None or problem is not None)
        self._draw()

    def _tell(self, found: Inspected | None) -> None:
        fine = found is not None and not found.faults
        self._sign.set_icon("circle-check" if fine else "info", "ready" if fine else "muted")
        if found is None:
            text = self.tr("Looking at the examples as the model will read them")
        else:
            text = self.tr("%n example(s) looked at as the model reads them:", "", found.examples)
            text += " " + (
                self.tr("your words and their ends are learnt, the questions are not.")
                if fine
                else self.tr("something is wrong with them.")
            )
        visible = found is not None or self._state.looking
        self.told.setText(text)
        self.told.setVisible(visible)
        self._sign.setVisible(visible)

    def _draw(self) -> None:
        at = min(int(self.choice.value or 0), max(0, len(self._shown) - 1))
        self.text.clear()
        if not self._shown:
            return
        one = self._shown[at]
        _write(self.text, one.spans)
        self.legend.setText(
            self.tr(
                "{learnt} of {all} pieces of words are marked and learnt. Grey signs are the "
                "model's own."
            ).format(learnt=words.number(one.counted), all=words.number(one.tokens))
        )


def _write(field: QTextEdit, spans: Sequence[Span]) -> None:
    """The pieces, one look for each kind."""
    look = theme.current()
    cursor = QTextCursor(field.document())
    for span in spans:
        shape = QTextCharFormat()
        if span.counts:
            shape.setBackground(look.colour("accent_soft"))
        shape.setForeground(look.colour("muted" if span.sign else "text"))
        cursor.insertText(span.text, shape)
    field.moveCursor(QTextCursor.MoveOperation.Start)


def _first(found: Inspected) -> KnownError:
    """The refusal in its own words."""
    try:
        found.require()
    except KnownError as error:
        return error
    raise AssertionError("there is no fault")
