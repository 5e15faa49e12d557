"""What a brand is: name, what its photos show, colours, logo, language, code word."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from core.catalogue.records import ProjectRecord
from core.datasets.captions import suggest_trigger, trigger_fault
from core.errors import KnownError
from desktop_app.state.projects import Details, Projects
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import (
    ErrorBox,
    Switch,
    clear,
    label,
    link,
    primary,
    secondary,
    set_tone,
)
from desktop_app.widgets.projects.colours import ColourField
from desktop_app.widgets.projects.logo_field import LogoField

WIDTH = 560
LANGUAGES = {
    "en": "English", "de": "Deutsch", "fr": "Français", "es": "Español", "it": "Italiano",
    "nl": "Nederlands", "pt": "Português", "pl": "Polski", "cs": "Čeština", "da": "Dansk",
    "sv": "Svenska", "nb": "Norsk", "fi": "Suomi", "hu": "Magyar", "ro": "Română",
    "tr": "Türkçe", "el": "Ελληνικά", "uk": "Українська", "ja": "日本語", "ko": "한국어",
    "zh": "中文",
}  # fmt: skip
"""Languages of a brand's texts, in their own words; others are added when a brand has them."""


class BrandDialog(QDialog):
    """Makes a brand, or changes the one it is given. Nothing is lost by closing it."""

    def __init__(
        self, state: Projects, project: ProjectRecord | None = None, parent: QWidget | None = None
    ) -> None:
        """Without a project it makes a new one."""
        super().__init__(parent)
        self.setObjectName("projects.dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setFixedWidth(WIDTH)
        self._state, self._project = state, project
        self._taken: set[str] = set()
        self._own_trigger = project is not None
        """Whether the code word is somebody's choice and no longer follows the name."""
        self.setWindowTitle(self.tr("New brand") if project is None else self.tr("Edit the brand"))
        self._build()
        self._fill(Details.of(project) if project else Details("", language=_language_here()))
        state.taken_triggers(self._know_taken, self)

    # --- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[6], SPACE[5], SPACE[6], SPACE[5])
        column.setSpacing(SPACE[4])
        column.addWidget(label(self.windowTitle(), "title"))
        column.addWidget(self._fields())
        self._errors = QVBoxLayout()
        column.addLayout(self._errors)
        row = QHBoxLayout()
        row.addStretch()
        self.cancel = secondary(self.tr("Cancel"))
        self.cancel.setObjectName("projects.dialog.cancel")
        self.cancel.clicked.connect(self.reject)
        row.addWidget(self.cancel)
        new = self._project is None
        self.keep = primary(self.tr("Create the brand") if new else self.tr("Keep changes"))
        self.keep.setObjectName("projects.dialog.keep")
        self.keep.setDefault(True)
        self.keep.clicked.connect(self._keep)
        row.addWidget(self.keep)
        column.addLayout(row)

    def _fields(self) -> QWidget:
        self.name = QLineEdit()
        self.name.setMaxLength(200)
        self.name.setPlaceholderText(self.tr("Morning Ember"))
        self.name.textChanged.connect(self._name_typed)
        self.thing = QLineEdit()
        self.thing.setMaxLength(60)
        self.thing.setPlaceholderText(self.tr("cup, shoe, coffee maker"))
        self.colours = ColourField()
        self.logo = LogoField(self._state)
        self.logo.changed.connect(self._judge)
        self.language = QComboBox()
        for code in LANGUAGES:
            self.language.addItem(_spoken(code), code)
        self._names = (
            (self.name, "name", self.tr("Name")),
            (self.thing, "thing", self.tr("What the photos show")),
            (self.colours, "", self.tr("Colours")),
            (self.logo, "", self.tr("Logo")),
            (self.language, "language", self.tr("Language of the texts")),
            (self._trigger_field(), "", self.tr("Code word")),
            (self._people_field(), "", self.tr("People")),
        )
        whole = QWidget()
        grid = QGridLayout(whole)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE[4])
        grid.setVerticalSpacing(SPACE[4])
        grid.setColumnMinimumWidth(0, 128)
        grid.setColumnStretch(1, 1)
        for at, (field, key, text) in enumerate(self._names):
            words = label(text, "label")
            words.setMinimumHeight(32)
            words.setAlignment(Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(words, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(field, at, 1)
            if key:
                field.setObjectName("projects.dialog." + key)
                field.setAccessibleName(text)
                words.setBuddy(field)
        return whole

    def _people_field(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[1])
        self.no_people = Switch(self.tr("No people in our pictures"))
        self.no_people.setObjectName("projects.dialog.noPeople")
        self.no_people.setMinimumHeight(32)
        column.addWidget(self.no_people)
        column.addWidget(
            label(self.tr("A face on a photo then stops a training until you decide."), "small")
        )
        return whole

    def _trigger_field(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[1])
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        self.trigger = QLineEdit()
        self.trigger.setObjectName("projects.dialog.trigger")
        self.trigger.setAccessibleName(self.tr("Code word"))
        self.trigger.setMaxLength(12)
        self.trigger.textEdited.connect(self._trigger_typed)
        row.addWidget(self.trigger, 1)
        self.suggest = link(self.tr("Suggest one"))
        self.suggest.setObjectName("projects.dialog.suggest")
        self.suggest.setAccessibleName(self.tr("Suggest a code word"))
        self.suggest.clicked.connect(self._suggest)
        row.addWidget(self.suggest)
        column.addLayout(row)
        self.trigger_says = label("", "small")
        self.trigger_says.setMinimumHeight(34)
        self.trigger_says.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.trigger_says)
        return whole

    def _fill(self, details: Details) -> None:
        self.name.setText(details.name)
        self.thing.setText(details.class_word)
        self.colours.set_colours(details.colours)
        self.logo.set_logo(details.logo)
        if self.language.findData(details.language) < 0:
            self.language.addItem(_spoken(details.language), details.language)
        self.language.setCurrentIndex(self.language.findData(details.language))
        self.no_people.setChecked(details.no_people)
        if details.trigger:
            self.trigger.setText(details.trigger)
        self._judge()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Tall enough for every line: sentences wrap at this width, which differs by language."""
        self.setMinimumHeight(self.layout().totalHeightForWidth(WIDTH))
        super().showEvent(event)

    # --- the code word ---------------------------------------------------------------------------

    def _know_taken(self, taken: set[str]) -> None:
        own = self._project.trigger if self._project else ""
        self._taken = taken - {own}
        self._name_typed()

    def _name_typed(self) -> None:
        if not self._own_trigger:
            self._suggest()
        self._judge()

    def _trigger_typed(self) -> None:
        # An emptied field follows the name again.
        self._own_trigger = bool(self.trigger.text())
        self._judge()

    def _suggest(self) -> None:
        name = self.name.text().strip()
        self._own_trigger = False
        self.trigger.setText(suggest_trigger(name, self._taken) if name else "")
        self._judge()

    def _fault(self) -> KnownError | None:
        word = self.trigger.text().strip()
        if self._project is not None and word == self._project.trigger:
            return None  # as it was made, whatever is asked of new ones
        return trigger_fault(word, self._taken) if word else None

    def _judge(self) -> None:
        fault = self._fault()
        told, tone = self._about_trigger(), ""
        if fault is not None:
            told, tone = f"{fault.say} {fault.hint}", "blocked"
        self.trigger_says.setText(told)
        set_tone(self.trigger_says, tone)
        self.trigger.setProperty("invalid", fault is not None)
        self.trigger.style().unpolish(self.trigger)
        self.trigger.style().polish(self.trigger)
        ready = bool(self.name.text().strip()) and fault is None and not self.logo.reading
        self.keep.setEnabled(ready)

    def _about_trigger(self) -> str:
        changed = self._project is not None and self.trigger.text() != self._project.trigger
        if changed:
            return self.tr("What was trained until now goes on listening to the old word.")
        return self.tr(
            "A made-up word that stands for the brand in captions and briefs. Leave it as it is "
            "when in doubt."
        )

    # --- keeping ---------------------------------------------------------------------------------

    def details(self) -> Details:
        """What the fields say."""
        return Details(
            name=" ".join(self.name.text().split()),
            colours=self.colours.colours,
            language=self.language.currentData(),
            trigger=self.trigger.text().strip(),
            class_word=self.thing.text().strip(),
            logo=self.logo.logo,
            no_people=self.no_people.isChecked(),
        )

    def _keep(self) -> None:
        if not self.keep.isEnabled():
            return
        self.keep.setEnabled(False)
        clear(self._errors)
        if self._project is None:
            self._state.create(self.details(), self._failed, self.accept, self)
        else:
            details = self.details()
            self._state.change(self._project, details, self._failed, self.accept, self)

    def _failed(self, error: KnownError) -> None:
        self._errors.addWidget(ErrorBox(error))
        self._judge()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()


def _language_here() -> str:
    code = QLocale().name().partition("_")[0]
    return code if code in LANGUAGES else "en"


def _spoken(code: str) -> str:
    """A language in its own words; the code where nobody knows it."""
    if code in LANGUAGES:
        return LANGUAGES[code]
    name = QLocale(code).nativeLanguageName()
    return name[:1].upper() + name[1:] if name else code
