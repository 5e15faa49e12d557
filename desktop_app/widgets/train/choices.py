"""The three questions of a training on one screen, each as a row of cards."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.actions.estimating import Estimate, Outlook
from core.models.library import ModelRecord, shown_name
from desktop_app import words
from desktop_app.observable import bind
from desktop_app.state.training import GOALS, Stock, TrainingChoices
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import Banner, Fold, clear, label
from desktop_app.widgets.train.choice_card import ChoiceCard
from desktop_app.widgets.train.goal_picture import GoalPicture

_INTENSITIES = ("quick", "balanced", "careful")
_MODELS_IN_A_ROW = 2


class ChoicesView(QWidget):
    """Reads and writes a `TrainingChoices`."""

    def __init__(self, choices: TrainingChoices) -> None:
        """Follows the state."""
        super().__init__()
        self._choices = choices
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[2])
        self.goals = {goal: self._goal_card(goal) for goal in GOALS}
        self._add_row(column, self.tr("What should it learn?"), list(self.goals.values()))
        column.addSpacing(SPACE[2])
        column.addWidget(label(self.tr("On which model?"), "label"))
        self._model_box = QWidget()
        self._model_grid = QGridLayout(self._model_box)
        self._model_grid.setContentsMargins(0, 0, 0, 0)
        self._model_grid.setSpacing(SPACE[3])
        column.addWidget(self._model_box)
        self.models: dict[str, ChoiceCard] = {}
        self._no_model = label("", "muted")
        column.addWidget(self._no_model)
        self.warning = Banner("attention", "")
        self.warning.text.setObjectName("train.licenceWarning")
        column.addWidget(self.warning)
        self.refused = Fold("")
        self.refused.button.setObjectName("train.refused")
        column.addWidget(self.refused)
        column.addSpacing(SPACE[2])
        self.intensities = {one: self._intensity_card(one) for one in _INTENSITIES}
        self._add_row(column, self.tr("How thorough?"), list(self.intensities.values()))
        bind(choices, "stock", self._show_stock)
        bind(choices, "goal", self._show_goal)
        bind(choices, "model", self._show_model)
        bind(choices, "intensity", self._show_intensity)
        bind(choices, "outlook", self._show_outlook)

    def _add_row(self, column: QVBoxLayout, question: str, cards: list[ChoiceCard]) -> None:
        column.addWidget(label(question, "label"))
        box = QWidget()
        box.setAccessibleName(question)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[3])
        for card in cards:
            row.addWidget(card, 1)
        column.addWidget(box)

    def _goal_card(self, goal: str) -> ChoiceCard:
        titles = {
            "product": self.tr("A product"),
            "style": self.tr("A style"),
            "voice": self.tr("A voice"),
        }
        card = ChoiceCard(goal, titles[goal], GoalPicture(goal))
        card.setObjectName(f"train.goal.{goal}")
        card.clicked.connect(lambda: self._choices.choose_goal(goal))
        return card

    def _intensity_card(self, intensity: str) -> ChoiceCard:
        titles = {
            "quick": self.tr("Quick try"),
            "balanced": self.tr("Balanced"),
            "careful": self.tr("Careful"),
        }
        card = ChoiceCard(intensity, titles[intensity])
        card.setObjectName(f"train.intensity.{intensity}")
        card.set_line("what", intensity_words(intensity))
        card.clicked.connect(lambda: self._choices.choose_intensity(intensity))
        return card

    # --- following the state ---------------------------------------------------------------------

    def _show_stock(self, stock: Stock | None) -> None:
        photos, texts = (stock.photos, stock.texts) if stock else (0, 0)
        says = {
            "product": self.tr("How one thing looks, from %n photo(s)", "", photos),
            "style": self.tr("How everything looks, from %n photo(s)", "", photos),
            "voice": self.tr("How the brand speaks, from %n text(s)", "", texts),
        }
        missing = {
            "product": self.tr("Needs photos of the product. There are none yet."),
            "style": self.tr("Needs photos in this style. There are none yet."),
            "voice": self.tr("Needs texts of the brand. There are none yet."),
        }
        for goal, card in self.goals.items():
            count = texts if goal == "voice" else photos
            card.setEnabled(bool(count))
            card.set_line("says", says[goal] if count else missing[goal] if stock else "")
        self._list_models()

    def _show_goal(self, goal: str) -> None:
        _choose(self.goals, goal)
        for card in self.intensities.values():
            card.setEnabled(bool(goal))
        self._list_models()

    def _list_models(self) -> None:
        models = self._choices.models() if self._choices.goal else ()
        if [one.name for one in models] != list(self.models):
            clear(self._model_grid)
            self.models = {one.name: self._model_card(one) for one in models}
            for number, card in enumerate(self.models.values()):
                row, at = divmod(number, _MODELS_IN_A_ROW)
                self._model_grid.addWidget(card, row, at)
        self._model_box.setVisible(bool(models))
        ready = self._choices.stock is not None
        self._no_model.setVisible(ready and not models)
        self._no_model.setText(
            self.tr("No model for this is on this computer. Add one on the page Models.")
            if self._choices.goal
            else self.tr("Choose what it should learn first.")
        )
        self._tell_refused()
        self._show_model(self._choices.model)

    def _tell_refused(self) -> None:
        """What is missed here is asked about; the others need not read of it."""
        refused = self._choices.refused() if self._choices.goal else ()
        self.refused.setVisible(bool(refused))
        clear(self.refused.body)
        for model, why in refused:
            if len(refused) > 1:
                self.refused.body.addWidget(label(shown_name(model.name), "label"))
            self.refused.body.addWidget(label(f"{why.say} {why.hint}", "muted"))
        if len(refused) == 1:
            name = shown_name(refused[0][0].name)
            self.refused.button.setText(self.tr("Why is {name} not here?").format(name=name))
        else:
            self.refused.button.setText(
                self.tr("Why are %n more model(s) not here?", "", len(refused))
            )

    def _model_card(self, model: ModelRecord) -> ChoiceCard:
        card = ChoiceCard(model.name, shown_name(model.name))
        card.setObjectName(f"train.model.{model.folder.name}")
        card.set_line("licence", model.licence_line)
        if model.practice:
            card.set_line(
                "practice", self.tr("Small, to learn and try with; not meant for publication.")
            )
        card.clicked.connect(lambda: self._choices.choose_model(model.name))
        return card

    def _show_model(self, name: str) -> None:
        _choose(self.models, name)
        chosen = next((one for one in self._choices.models() if one.name == name), None)
        self.warning.text.setText(chosen.warning if chosen is not None else "")
        self.warning.setVisible(chosen is not None and bool(chosen.warning))

    def _show_intensity(self, intensity: str) -> None:
        _choose(self.intensities, intensity)

    def _show_outlook(self, outlook: Outlook | None) -> None:
        for intensity, card in self.intensities.items():
            told = {one.intensity: one.estimate for one in outlook.options} if outlook else {}
            estimate = told.get(intensity)  # type: ignore[call-overload]
            card.set_line("time", words.about(estimate.seconds) if estimate else "", role="body")
        if outlook is not None and outlook.model.name in self.models:
            estimate = next(
                one.estimate for one in outlook.options if one.intensity == self._choices.intensity
            )
            tone = {"fits": "ready", "tight": "attention", "too_big": "blocked"}[estimate.fit]
            self.models[outlook.model.name].set_line("fit", fit_words(estimate), tone=tone)


def intensity_words(intensity: str) -> str:
    """What an intensity is good for."""
    translate = QCoreApplication.translate
    return {
        "quick": translate("ChoicesView", "To see whether the material is right"),
        "balanced": translate("ChoicesView", "Good for most brands"),
        "careful": translate("ChoicesView", "For final work and difficult details"),
    }[intensity]


def fit_words(estimate: Estimate) -> str:
    """Whether it fits this computer."""
    translate = QCoreApplication.translate
    return {
        "fits": translate("ChoicesView", "Fits this computer"),
        "tight": translate("ChoicesView", "Fits when other programs are closed; may be slower"),
        "too_big": translate("ChoicesView", "Too large for this computer"),
    }[estimate.fit]


def _choose(cards: dict[str, ChoiceCard], chosen: str) -> None:
    """Mark without the group's help: none may be chosen, too. Tab stops at the chosen card only,
    arrow keys reach the others."""
    for key, card in cards.items():
        card.setAutoExclusive(False)
        card.setChecked(key == chosen)
        card.setAutoExclusive(True)
    for key, card in cards.items():
        stops = key == chosen or chosen not in cards
        card.setFocusPolicy(Qt.FocusPolicy.StrongFocus if stops else Qt.FocusPolicy.ClickFocus)
