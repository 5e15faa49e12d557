"""How columns, phrases and formats are called in the reader's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor

from core.actions.briefs import Phrase
from desktop_app import theme, words
from desktop_app.state.compare_board import BoardState
from desktop_app.state.compare_layout import Column, MixKey


def column_name(board: BoardState, column: Column) -> str:
    """ "Cup 100 % + Evening light 80 %"."""
    if column.is_base:
        return without_adapter()
    return " + ".join(
        f"{adapter_name(board, part.adapter_id)} {words.percent(part.slider)}"
        for part in column.parts
    )


def mix_name(board: BoardState, mix: MixKey) -> str:
    """The same for a mix as it was made: its strengths seen from each adapter's best."""
    for column in board.layout.columns:
        if board.key(column) == mix:
            return column_name(board, column)
    if not mix:
        return without_adapter()
    best = board.best
    return " + ".join(
        f"{adapter_name(board, one)} {words.percent(strength / (best.get(one, 1.0) or 1.0))}"
        for one, strength in mix
    )


def adapter_name(board: BoardState, adapter_id: str) -> str:
    """Its name, also when it lies in the bin."""
    record = board.records.get(adapter_id)
    deleted = QCoreApplication.translate("Compare", "A deleted adapter")
    return record.name if record is not None else deleted


def without_adapter() -> str:
    """The first column."""
    return QCoreApplication.translate("Compare", "Without adapter")


def adapter_colour(board: BoardState, adapter_id: str) -> QColor:
    """What tells it apart on this board, always beside its name."""
    series = theme.current().tokens.series
    return QColor(series[board.colour_number(adapter_id) % len(series)])


def group_name(group: str) -> str:
    """A group of phrases."""
    tr = QCoreApplication.translate
    return {
        "scene": tr("Compare", "Scene"),
        "light": tr("Compare", "Light"),
        "view": tr("Compare", "View"),
        "shape": tr("Compare", "Format"),
        "channel": tr("Compare", "Kind of text"),
        "length": tr("Compare", "Length"),
        "topic": tr("Compare", "Topic"),
    }[group]


def phrase_name(phrase: Phrase) -> str:
    """A phrase as a menu lists it; what it puts into the brief stays in the model's language."""
    tr = QCoreApplication.translate
    return {
        "plain": tr("Compare", "White background"),
        "studio": tr("Compare", "Grey studio"),
        "table": tr("Compare", "Wooden table"),
        "gradient": tr("Compare", "Gradient"),
        "stone": tr("Compare", "Stone"),
        "outdoors": tr("Compare", "Outdoors"),
        "soft": tr("Compare", "Soft light"),
        "bright": tr("Compare", "Bright light"),
        "evening": tr("Compare", "Evening light"),
        "spotlight": tr("Compare", "Spotlight"),
        "shadows": tr("Compare", "Long shadows"),
        "close": tr("Compare", "Close-up"),
        "side": tr("Compare", "From the side"),
        "above": tr("Compare", "From above"),
        "small": tr("Compare", "Small in the picture"),
        "far": tr("Compare", "From far away"),
        "product": tr("Compare", "Product description"),
        "post": tr("Compare", "Social media post"),
        "letter": tr("Compare", "Newsletter"),
        "support": tr("Compare", "Reply to a customer"),
        "line": tr("Compare", "Short line"),
    }.get(phrase.key, _own_name(phrase))


def shape_name(key: str) -> str:
    """A format."""
    tr = QCoreApplication.translate
    return {
        "square": tr("Compare", "Square"),
        "upright": tr("Compare", "Upright 4:5"),
        "wide": tr("Compare", "Wide 16:9"),
    }[key]


def _own_name(phrase: Phrase) -> str:
    tr = QCoreApplication.translate
    if phrase.group == "length":
        return tr("Compare", "About %n word(s)", "", int(phrase.key))
    if phrase.key.startswith("brand_"):
        return tr("Compare", "Brand colour: {colour}").format(colour=phrase.key[6:])
    return phrase.key
