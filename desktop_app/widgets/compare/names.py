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
    translate = QCoreApplication.translate
    return {
        "scene": translate("Compare", "Scene"),
        "light": translate("Compare", "Light"),
        "view": translate("Compare", "View"),
        "shape": translate("Compare", "Format"),
        "channel": translate("Compare", "Kind of text"),
        "length": translate("Compare", "Length"),
        "topic": translate("Compare", "Topic"),
    }[group]


def phrase_name(phrase: Phrase) -> str:
    """A phrase as a menu lists it; what it puts into the brief stays in the model's language."""
    translate = QCoreApplication.translate
    return {
        "plain": translate("Compare", "White background"),
        "studio": translate("Compare", "Grey studio"),
        "table": translate("Compare", "Wooden table"),
        "gradient": translate("Compare", "Gradient"),
        "stone": translate("Compare", "Stone"),
        "outdoors": translate("Compare", "Outdoors"),
        "soft": translate("Compare", "Soft light"),
        "bright": translate("Compare", "Bright light"),
        "evening": translate("Compare", "Evening light"),
        "spotlight": translate("Compare", "Spotlight"),
        "shadows": translate("Compare", "Long shadows"),
        "close": translate("Compare", "Close-up"),
        "side": translate("Compare", "From the side"),
        "above": translate("Compare", "From above"),
        "small": translate("Compare", "Small in the picture"),
        "far": translate("Compare", "From far away"),
        "product": translate("Compare", "Product description"),
        "post": translate("Compare", "Social media post"),
        "letter": translate("Compare", "Newsletter"),
        "support": translate("Compare", "Reply to a customer"),
        "line": translate("Compare", "Short line"),
    }.get(phrase.key, _own_name(phrase))


def shape_name(key: str) -> str:
    """A format."""
    translate = QCoreApplication.translate
    return {
        "square": translate("Compare", "Square"),
        "upright": translate("Compare", "Upright 4:5"),
        "wide": translate("Compare", "Wide 16:9"),
    }[key]


def _own_name(phrase: Phrase) -> str:
    translate = QCoreApplication.translate
    if phrase.group == "length":
        return translate("Compare", "About %n word(s)", "", int(phrase.key))
    if phrase.key.startswith("brand_"):
        return translate("Compare", "Brand colour: {colour}").format(colour=phrase.key[6:])
    return phrase.key
