"""The theme in use: tokens, fonts and icons, and their change while the window is open.

Follows the system's light or dark setting when the user wants that; reads contrast and motion
preferences where the system tells them.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from core.paths import resources
from desktop_app.stylesheet import stylesheet
from desktop_app.tokens import (
    DARK,
    FONT_FAMILY,
    FONTS,
    LIGHT,
    MOTION_IN,
    MOTION_OUT,
    Tokens,
    high_contrast,
)


class Theme(QObject):
    """What every widget asks for its looks; `changed` is emitted after the stylesheet is set."""

    changed = Signal()

    def __init__(self) -> None:
        """Light until `apply` is called."""
        super().__init__()
        self.tokens: Tokens = LIGHT
        self.reduced_motion = False
        self.scale = 1.0
        self._wanted = ("system", "system", "system")

    def apply(
        self, appearance: str = "system", contrast: str = "system", motion: str = "system"
    ) -> None:
        """Take on a look: "light", "dark" or "system"; "normal", "high" or "system"; and
        "normal", "reduced" or "system"."""
        self._wanted = (appearance, contrast, motion)
        dark = appearance == "dark" or (appearance == "system" and _system_is_dark())
        tokens = DARK if dark else LIGHT
        if contrast == "high" or (contrast == "system" and _system_wants_contrast()):
            tokens = high_contrast(tokens)
        self.tokens = tokens
        self.reduced_motion = motion == "reduced" or (
            motion == "system" and _system_wants_less_motion()
        )
        _glyph.cache_clear()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            _load_fonts()
            app.setFont(self.font("body"))
            app.setPalette(_palette(tokens))
            sheet = stylesheet(tokens, self.scale)
            if app.styleSheet() != sheet:  # Qt polishes every widget anew, for the same one too
                app.setStyleSheet(sheet)
        self.changed.emit()

    def follow_system(self) -> None:
        """Change along when the system turns light or dark."""
        QGuiApplication.styleHints().colorSchemeChanged.connect(lambda _: self.apply(*self._wanted))

    def colour(self, role: str) -> QColor:
        """A token as a colour, e.g. "accent_soft"."""
        return QColor(getattr(self.tokens, role))

    def font(self, role: str = "body") -> QFont:
        """The font of a role in `tokens.FONTS`, with figures of one width."""
        size, weight = FONTS[role]
        font = QFont(FONT_FAMILY)
        font.setPixelSize(round(size * self.scale))
        font.setWeight(QFont.Weight(weight))
        if hasattr(font, "setFeature"):
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def pixmap(self, name: str, role: str = "text", size: int = 20, ratio: float = 0) -> QPixmap:
        """An icon drawn in a token's colour, sharp at the screen's pixel ratio."""
        if not ratio:
            app = QGuiApplication.instance()
            ratio = app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
        return _glyph(name, getattr(self.tokens, role), size, ratio)

    def icon(self, name: str, role: str = "text", size: int = 20, gap: int = 0) -> QIcon:
        """The same as an icon with its disabled look, and `gap` clear pixels behind it."""
        icon = QIcon(_with_gap(self.pixmap(name, role, size), gap))
        icon.addPixmap(_with_gap(self.pixmap(name, "faint", size), gap), QIcon.Mode.Disabled)
        return icon

    def motion(self, outwards: bool = False) -> int:
        """Milliseconds of a transition; 0 when motion is reduced."""
        if self.reduced_motion:
            return 0
        return MOTION_OUT if outwards else MOTION_IN


_theme: Theme | None = None


def current() -> Theme:
    """The one theme of this program."""
    global _theme
    if _theme is None:
        _theme = Theme()
    return _theme


@lru_cache(maxsize=512)
def _glyph(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    svg = (resources() / "icons" / f"{name}.svg").read_text("utf-8")
    renderer = QSvgRenderer(QByteArray(svg.replace("currentColor", colour).encode()))
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, pixmap.width(), pixmap.height()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _with_gap(sign: QPixmap, gap: int) -> QPixmap:
    if not gap:
        return sign
    ratio = sign.devicePixelRatio()
    wide = QPixmap(sign.width() + round(gap * ratio), sign.height())
    wide.setDevicePixelRatio(ratio)
    wide.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wide)
    painter.drawPixmap(0, 0, sign)
    painter.end()
    return wide


@lru_cache(maxsize=1)
def _load_fonts() -> tuple[int, ...]:
    fonts = sorted((resources() / "fonts").glob("*.otf"))
    return tuple(QFontDatabase.addApplicationFont(str(font)) for font in fonts)


def _palette(tokens: Tokens) -> QPalette:
    palette, role = QPalette(), QPalette.ColorRole
    for which, colour in (
        (role.Window, tokens.background),
        (role.Base, tokens.surface),
        (role.AlternateBase, tokens.sunken),
        (role.Button, tokens.surface),
        (role.Text, tokens.text),
        (role.WindowText, tokens.text),
        (role.ButtonText, tokens.text),
        (role.BrightText, tokens.text),
        (role.PlaceholderText, tokens.muted),
        (role.ToolTipBase, tokens.text),
        (role.ToolTipText, tokens.background),
        (role.Highlight, tokens.accent),
        (role.HighlightedText, tokens.accent_text),
        (role.Link, tokens.accent),
        (role.LinkVisited, tokens.accent),
        (role.Mid, tokens.line_strong),
        (role.Light, tokens.raised),
        (role.Dark, tokens.line_strong),
        (role.Shadow, tokens.shadow),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(tokens.faint))
    return palette


def _system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def _system_wants_contrast() -> bool:
    hints = QGuiApplication.styleHints()
    if not hasattr(hints, "accessibility"):
        return False
    wanted = hints.accessibility().contrastPreference()
    return str(wanted).endswith("HighContrast")


def _system_wants_less_motion() -> bool:
    hints = QGuiApplication.styleHints()
    if not hasattr(hints, "accessibility"):
        return False
    access = hints.accessibility()
    return hasattr(access, "motionPreference") and str(access.motionPreference()).endswith(
        "ReducedMotion"
    )
