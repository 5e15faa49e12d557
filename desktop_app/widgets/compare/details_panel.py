"""For those who want the numbers: model, options, length limit, and the figures of one result."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QVBoxLayout, QWidget

from core.catalogue.records import ResultRecord
from core.contract.requests import ImageOptions, TextOptions
from core.exporting import text_limits
from core.exporting.text_limits import TextLimit
from core.models.library import shown_name
from desktop_app import words
from desktop_app.forms import SettingsForm
from desktop_app.observable import bind
from desktop_app.state.compare import CompareState
from desktop_app.state.compare_maker import Maker
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import Fold, Switch, label, line, scroll_area


class DetailsPanel(QWidget):
    """Writes to the state; what it changes begins a board of its own."""

    limited = Signal(object)
    """TextLimit or None."""

    def __init__(self, board: CompareState, maker: Maker) -> None:
        """Follows the state."""
        super().__init__()
        self.board, self.maker = board, maker
        inside = QWidget()
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[4])
        self.column.setSpacing(SPACE[2])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll_area(inside, self.tr("Details")))
        self._add_model()
        self._add_limits()
        self._add_live()
        self._add_forms()
        self._add_result()
        self.column.addStretch(1)
        board.models_changed.connect(lambda _: self._fill_models())
        board.model_changed.connect(lambda _: self._fill_models())
        board.kind_changed.connect(lambda _: self._fill_models())
        board.image_changed.connect(self._show_options)
        board.text_changed.connect(self._show_options)
        bind(board, "repeatable", self.repeatable.setChecked)
        self._fill_models()
        self._show_options()

    def show_result(self, result: ResultRecord | None) -> None:
        """The figures of the result that is looked at."""
        self.figures.setVisible(result is not None)
        if result is None:
            return
        lines = [
            self.tr("Variation number: {number}").format(number=result.seed),
            *(
                self.tr("{name}: strength {strength}").format(
                    name=part.get("name", ""), strength=words.number(part.get("strength", 0.0), 3)
                )
                for part in result.mix.get("parts", [])
            ),
            self.tr("Made: {when}").format(when=words.day_and_time(result.created)),
            self.tr("Fingerprint: {hash}").format(hash=result.sha256[:16]),
        ]
        if self.board.repeatable:
            lines.append(self.tr("Exactly repeatable on the computer that made it"))
        self.numbers.setText("\n".join(lines))

    # --- building --------------------------------------------------------------------------------

    def _add_model(self) -> None:
        self.column.addWidget(label(self.tr("Model"), "label"))
        self.models = QComboBox()
        self.models.setObjectName("compare.model")
        self.models.setAccessibleName(self.tr("Model"))
        self.models.activated.connect(lambda at: self.board.choose_model(self.models.itemData(at)))
        self.column.addWidget(self.models)
        self.column.addWidget(
            label(
                self.tr(
                    "Adapters work with the model they were trained on, and with its fast twin."
                ),
                "small",
            )
        )
        self.column.addWidget(line())

    def _add_limits(self) -> None:
        self.limit_box = QWidget()
        box = QVBoxLayout(self.limit_box)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SPACE[2])
        box.addWidget(label(self.tr("Count texts against"), "label"))
        self.limits = QComboBox()
        self.limits.setObjectName("compare.limit")
        self.limits.setAccessibleName(self.tr("Count texts against"))
        self.limits.addItem(self.tr("No limit"), "")
        for one in text_limits.all_limits().values():
            self.limits.addItem(f"{one.name} ({words.number(one.characters)})", one.key)
        wanted = self.board.desk.memory.get("compare.limit", "")
        self.limits.setCurrentIndex(max(0, self.limits.findData(wanted)))
        self.limits.currentIndexChanged.connect(self._limit)
        box.addWidget(self.limits)
        box.addWidget(line())
        self.column.addWidget(self.limit_box)

    def _add_live(self) -> None:
        self.live = Switch(self.tr("Make again when a slider moves"))
        self.live.setObjectName("compare.live")
        self.live.setAccessibleName(self.tr("Make again when a slider moves"))
        self.live.toggled.connect(lambda on: setattr(self.maker, "live", on))
        self.column.addWidget(self.live)
        self.column.addWidget(line())

    def _add_forms(self) -> None:
        self.image_form = SettingsForm(ImageOptions)
        for box in self.image_form.findChildren(QAbstractSpinBox):
            if box.objectName() != "setting.batch_size":
                box.setSpecialValueText(self.tr("Automatic"))
        self.text_form = SettingsForm(TextOptions)
        self.image_form.changed.connect(
            lambda name, value: self.board.set_options(replace(self.board.image, **{name: value}))
        )
        self.text_form.changed.connect(self._change_text)
        self.column.addWidget(label(self.tr("How it is made"), "label"))
        self.column.addWidget(
            label(self.tr("Other settings begin a comparison of their own."), "small")
        )
        self.repeatable = Switch(self.tr("Exactly repeatable"))
        self.repeatable.setObjectName("compare.repeatable")
        self.repeatable.setAccessibleName(self.tr("Exactly repeatable"))
        explained = self.tr(
            "The same brief, variation number and settings make the same file again on this "
            "computer, to the last bit. It takes longer."
        )
        self.repeatable.setAccessibleDescription(explained)
        self.repeatable.toggled.connect(self.board.set_repeatable)
        self.column.addWidget(self.repeatable)
        self.column.addWidget(label(explained, "small"))
        self.column.addWidget(self.image_form)
        self.column.addWidget(self.text_form)

    def _add_result(self) -> None:
        self.figures = Fold(self.tr("Figures of this result"), True)
        self.numbers = label("", "small")
        self.numbers.setObjectName("compare.figures")
        self.figures.body.addWidget(self.numbers)
        self.column.addWidget(self.figures)
        self.figures.hide()

    # --- following -------------------------------------------------------------------------------

    @property
    def limit(self) -> TextLimit | None:
        """The limit that texts are counted against."""
        return text_limits.all_limits().get(self.limits.currentData() or "")

    def choose_limit(self, key: str) -> None:
        """Count texts against the channel a form names."""
        self.limits.setCurrentIndex(max(0, self.limits.findData(key)))

    def _limit(self) -> None:
        self.board.desk.memory.set("compare.limit", self.limits.currentData())
        self.limited.emit(self.limit)

    def _change_text(self, name: str, value: object) -> None:
        if self.board.text is not None:
            self.board.set_options(replace(self.board.text, **{name: value}))

    def _fill_models(self) -> None:
        self.models.clear()
        for one in self.board.models:
            if one.kind == self.board.kind:
                self.models.addItem(shown_name(one.name), one.folder)
        if self.board.model is not None:
            self.models.setCurrentIndex(self.models.findData(self.board.model.folder))
        self._show_options()

    def _show_options(self, _options: object = None) -> None:
        image = self.board.kind == "image"
        self.image_form.setVisible(image)
        self.text_form.setVisible(not image)
        self.limit_box.setVisible(not image)
        self.image_form.set_values(self.board.image)
        if self.board.text is not None:
            self.text_form.set_values(self.board.text)
