"""Above the table: which form, which column fills which field, which language and channel."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from core.actions import forms
from core.actions.form_briefs import Form
from core.datasets.languages import LANGUAGES
from core.exporting.text_limits import all_limits
from desktop_app import words
from desktop_app.state.tables import Plan, TablesState
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import Card, FlowLayout, clear, label, link
from desktop_app.widgets.compare.form_panel import make_combo
from desktop_app.widgets.compare.names import without_adapter
from desktop_app.widgets.dataset.text_lines import language_word


class SetupCard(Card):
    """Writes to the state; shown until the table is begun."""

    columns_asked = Signal()
    """The new columns shall be others."""

    def __init__(self, state: TablesState) -> None:
        """Follows the state."""
        super().__init__(SPACE[4], SPACE[3])
        self.state = state
        self._shown: tuple[object, ...] = ()
        first = QHBoxLayout()
        first.setSpacing(SPACE[4])
        self.form = make_combo("tables.form", self.tr("What the rows become"))
        for one in forms.FORMS:
            self.form.addItem(one.said_name, one.key)
        self.language = make_combo("tables.language", self.tr("Language"))
        for code in LANGUAGES:
            self.language.addItem(language_word(code), code)
        self.limit = make_combo("tables.channel", self.tr("Channel"))
        for caption, combo in (
            (self.tr("What the rows become"), self.form),
            (self.tr("Language"), self.language),
            (self.tr("Channel"), self.limit),
        ):
            first.addWidget(_labelled(caption, combo), 1)
        self.body.addLayout(first)
        self.body.addWidget(label(self.tr("Which column holds what"), "label"))
        self._fields = QWidget()
        self._flow = FlowLayout(self._fields, SPACE[4])
        self.body.addWidget(self._fields)
        last = QHBoxLayout()
        last.setSpacing(SPACE[3])
        self.mixes = label("", "muted")
        last.addWidget(self.mixes, 1)
        other = link(self.tr("Choose columns in Compare"))
        other.setObjectName("tables.otherColumns")
        other.clicked.connect(self.columns_asked)
        last.addWidget(other)
        self.body.addLayout(last)
        self.form.activated.connect(lambda _: state.change(form=self.form.currentData()))
        self.language.activated.connect(
            lambda _: state.change(language=self.language.currentData())
        )
        self.limit.activated.connect(lambda _: state.change(limit=self.limit.currentData()))
        state.plan_changed.connect(self._show)
        state.columns_changed.connect(lambda _: self._tell_mixes())
        self._show(state.plan)
        self._tell_mixes()

    def _show(self, plan: Plan | None) -> None:
        if plan is None:
            return
        form = forms.find(plan.form)
        self.form.setCurrentIndex(self.form.findData(plan.form))
        project = self.state.project
        language = plan.language or (project.language if project is not None else "en")
        self.language.setCurrentIndex(max(0, self.language.findData(language)))
        if self._shown != (plan.form, plan.table.names):
            self._shown = (plan.form, plan.table.names)
            self._fill(plan, form)
        self.limit.setCurrentIndex(max(0, self.limit.findData(plan.limit)))

    def _fill(self, plan: Plan, form: Form) -> None:
        self.limit.clear()
        self.limit.addItem(self.tr("No limit"), "")
        for key in form.limits:
            limit = all_limits()[key]
            self.limit.addItem(f"{limit.name} ({words.number(limit.characters)})", key)
        self.limit.setEnabled(bool(form.limits))
        clear(self._flow)
        for one in form.fields:
            combo = make_combo(f"tables.field.{one.key}", one.said_label)
            combo.setAccessibleDescription(one.said_help)
            combo.setToolTip(one.said_help)
            combo.setFixedWidth(200)
            nothing = self.tr("All other columns") if one.kind == "facts" else self.tr("Nothing")
            combo.addItem(nothing, "")
            for name in plan.table.names:
                combo.addItem(name, name)
            combo.setCurrentIndex(max(0, combo.findData(plan.columns.get(one.key, ""))))
            combo.activated.connect(
                lambda _, key=one.key, at=combo: self.state.set_column(key, at.currentData())
            )
            self._flow.addWidget(_labelled(one.said_label, combo))

    def _tell_mixes(self) -> None:
        titles = words.joined([without_adapter(), *self.state.columns.titles])
        self.mixes.setText(self.tr("New columns: {names}").format(names=titles))


def _labelled(text: str, combo: QComboBox) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACE[1])
    caption = label(text, "muted", wrap=False)
    caption.setBuddy(combo)
    column.addWidget(caption)
    column.addWidget(combo)
    return box
