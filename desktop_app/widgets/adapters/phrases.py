"""What the shelf says of an adapter: figures in words. No widgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from core.actions.adapter_shelf import AdapterStory, Difference, ShelfCard
from desktop_app import words
from desktop_app.forms import choice_words


@dataclass(frozen=True)
class Score:
    """One line of a scorecard: what was measured, and what it means."""

    figure: str
    meaning: str


def kind_name(kind: str) -> str:
    """What an adapter is for."""
    translate = QCoreApplication.translate
    return translate("adapters", "Pictures") if kind == "image" else translate("adapters", "Texts")


def learnt(card: ShelfCard) -> str:
    """ "26 photos, 23 Nov 2026"."""
    translate, adapter = QCoreApplication.translate, card.adapter
    day = words.day(adapter.created)
    if not card.learnt:
        return translate("adapters", "From elsewhere, {day}").format(day=day)
    if adapter.kind == "image":
        what = translate("adapters", "%n photo(s)", "", card.learnt)
    else:
        what = translate("adapters", "%n text(s)", "", card.learnt)
    return f"{what}, {day}"


def strength(value: float) -> str:
    """ "100 %"."""
    return words.percent(value)


def recipe_name(recipe: str) -> str:
    """How thorough a training was, for "flux2_klein/balanced"."""
    translate = QCoreApplication.translate
    names = {
        "quick": translate("adapters", "Quick try"),
        "balanced": translate("adapters", "Balanced"),
        "careful": translate("adapters", "Careful"),
    }
    last = recipe.rsplit("/", 1)[-1]
    return names.get(last, recipe)


def scores(story: AdapterStory) -> list[Score]:
    """How well it learnt, most telling first; empty for one that was trained elsewhere."""
    metrics = story.card.adapter.metrics
    found = [*_gain(story.card.adapter.kind, metrics), *_effort(metrics)]
    return [one for one in found if one is not None]


def _gain(kind: str, metrics: dict[str, Any]) -> list[Score]:
    translate = QCoreApplication.translate
    base, own = metrics.get("heldout_loss_base"), metrics.get("heldout_loss")
    if kind == "text":
        base = metrics.get("heldout_perplexity_base", base)
        own = metrics.get("heldout_perplexity", own)
    if not base or own is None:
        return []
    gain = 1 - own / base
    figure = words.percent(abs(gain))
    if gain <= 0.005:
        return [
            Score(
                words.percent(0),
                translate(
                    "adapters",
                    "On material it has not seen it is no better than the model alone.",
                ),
            )
        ]
    if kind == "image":
        meaning = translate("adapters", "closer to photos it has never seen than the model alone")
    else:
        meaning = translate(
            "adapters", "less surprised by texts it has never seen than the model alone"
        )
    return [Score(figure, meaning)]


def _effort(metrics: dict[str, Any]) -> list[Score | None]:
    translate = QCoreApplication.translate
    steps, best = metrics.get("steps"), metrics.get("best_step")
    seconds, memory = metrics.get("seconds"), metrics.get("peak_memory_gib")
    return [
        Score(
            words.number(steps),
            translate("adapters", "rounds of training; the best state was after {best}").format(
                best=words.number(best if best is not None else steps)
            ),
        )
        if steps
        else None,
        Score(words.about(seconds), translate("adapters", "of work, start to end"))
        if seconds
        else None,
        Score(
            words.gibibytes(memory), translate("adapters", "of memory at the highest point")
        )
        if memory
        else None,
    ]  # fmt: skip


def value_words(value: Any, unit: str = "") -> str:
    """A setting's value as people write it."""
    translate = QCoreApplication.translate
    if value == "" or value is None:
        return translate("adapters", "not known")
    if isinstance(value, bool):
        return translate("adapters", "yes") if value else translate("adapters", "no")
    if isinstance(value, int):
        shown = words.number(value)
    elif isinstance(value, float):
        shown = f"{value:g}" if abs(value) < 0.01 else words.number(value, _decimals(value))
    else:
        shown = choice_words("", str(value))
    return f"{shown} {unit}".strip()


def difference_words(one: Difference) -> tuple[str, str, str]:
    """(setting, in the first, in the second)."""
    return one.label, value_words(one.first, one.unit), value_words(one.second, one.unit)


def _decimals(value: float) -> int:
    if value == int(value):
        return 0
    return 2 if abs(value) >= 0.1 else 3
