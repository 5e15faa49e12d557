"""How texts look in their list: title, first words, what sort of text it is, marks."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from core.catalogue.listing import ItemLine
from desktop_app import theme, words
from desktop_app.tokens import RADIUS_CONTROL, SPACE
from desktop_app.widgets.dataset.grid import Grid
from desktop_app.widgets.dataset.photo_tiles import badge, badges_of

HEIGHT = 82
_AHEAD = 40
_BADGE = 22


class TextLines:
    """Paints the rows of an `ItemModel` of texts."""

    cell = QSize(0, HEIGHT)

    def prepare(self, view: Grid, first: int, last: int) -> None:
        """Have the lines in view and around read."""
        view.items.want(first - _AHEAD, last + _AHEAD)

    def paint(
        self, painter: QPainter, view: Grid, row: int, place: QRect, states: frozenset[str]
    ) -> None:
        """Draw one text."""
        look, line = theme.current(), view.items.line(row)
        self._ground(painter, place, states)
        inner = place.adjusted(SPACE[4], SPACE[3], -SPACE[4], -SPACE[3])
        if line is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("sunken"))
            for at, share in enumerate((0.3, 0.9, 0.7)):
                bar = QRectF(inner.left(), inner.top() + at * 24, inner.width() * share, 12)
                painter.drawRoundedRect(bar, 4, 4)
            return
        painter.setOpacity(0.55 if line.ignored else 1.0)
        left = inner.right() - self._badges(painter, view, inner, line)
        title = QRect(inner.left(), inner.top(), left - inner.left(), 18)
        self._draw(painter, title, title_of(line), "label", "text")
        metrics = QFontMetrics(look.font("body"))
        body = QRect(inner.left(), inner.top() + 20, inner.width(), 2 * metrics.lineSpacing())
        painter.setFont(look.font("body"))
        painter.setPen(look.colour("muted"))
        flags = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignTop)
        painter.drawText(body, flags, _two_lines(line.opening, metrics, inner.width()))
        painter.setOpacity(1.0)

    def _badges(self, painter: QPainter, view: Grid, inner: QRect, line: ItemLine) -> int:
        """Marks and facts at the right end of the first line; returns their width."""
        right = inner.right()
        for icon, role, ground in badges_of(line):
            place = QRect(right - _BADGE, inner.top() - 2, _BADGE, _BADGE)
            badge(painter, view, place, icon, role, ground)
            right -= _BADGE + SPACE[1]
        facts = " · ".join(facts_of(line))
        width = QFontMetrics(theme.current().font("small")).horizontalAdvance(facts)
        place = QRect(right - width - SPACE[1], inner.top(), width + 2, 18)
        self._draw(painter, place, facts, "small", "muted")
        return inner.right() - place.left() + SPACE[3]

    def _draw(self, painter: QPainter, place: QRect, text: str, font: str, role: str) -> None:
        look = theme.current()
        painter.setFont(look.font(font))
        painter.setPen(look.colour(role))
        metrics = QFontMetrics(look.font(font))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)

    def _ground(self, painter: QPainter, place: QRect, states: frozenset[str]) -> None:
        look = theme.current()
        chosen = "selected" in states
        edge = "accent" if chosen or "current" in states else "line"
        edge = "line_strong" if edge == "line" and "hovered" in states else edge
        painter.setPen(QPen(look.colour(edge), 2 if "current" in states or chosen else 1))
        painter.setBrush(look.colour("accent_soft" if chosen else "surface"))
        around = QRectF(place).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(around, RADIUS_CONTROL, RADIUS_CONTROL)


def title_of(line: ItemLine) -> str:
    """The title, or where the text comes from."""
    return line.title or line.name


def facts_of(line: ItemLine) -> list[str]:
    """Sort, language and length of a text in the reader's words."""
    facts = [kind_word(line.text_kind)]
    if line.language:
        facts.append(language_word(line.language))
    characters = QCoreApplication.translate("TextLines", "{count} characters")
    facts.append(characters.format(count=words.number(line.length)))
    return [one for one in facts if one]


def kind_word(kind: str) -> str:
    """The sort of a text in the reader's language; a text without one has no word."""
    return {
        "product": QCoreApplication.translate("TextLines", "Product"),
        "post": QCoreApplication.translate("TextLines", "Post"),
        "letter": QCoreApplication.translate("TextLines", "Letter"),
        "support": QCoreApplication.translate("TextLines", "Answer"),
        "line": QCoreApplication.translate("TextLines", "Line"),
    }.get(kind, "")


def language_word(code: str) -> str:
    """A language's name in the reader's language; the code itself for one without a word."""
    translate = QCoreApplication.translate
    return {
        "cs": translate("Languages", "Czech"),
        "da": translate("Languages", "Danish"),
        "de": translate("Languages", "German"),
        "en": translate("Languages", "English"),
        "es": translate("Languages", "Spanish"),
        "fi": translate("Languages", "Finnish"),
        "fr": translate("Languages", "French"),
        "hu": translate("Languages", "Hungarian"),
        "it": translate("Languages", "Italian"),
        "ja": translate("Languages", "Japanese"),
        "ko": translate("Languages", "Korean"),
        "nl": translate("Languages", "Dutch"),
        "no": translate("Languages", "Norwegian"),
        "pl": translate("Languages", "Polish"),
        "pt": translate("Languages", "Portuguese"),
        "ro": translate("Languages", "Romanian"),
        "sv": translate("Languages", "Swedish"),
        "tr": translate("Languages", "Turkish"),
        "uk": translate("Languages", "Ukrainian"),
        "zh": translate("Languages", "Chinese"),
    }.get(code, code)


def _two_lines(text: str, metrics: QFontMetrics, width: int) -> str:
    """As much as fits into two lines, with an ellipsis."""
    plain = " ".join(text.split())
    return metrics.elidedText(plain, Qt.TextElideMode.ElideRight, round(1.9 * width))
