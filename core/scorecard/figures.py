"""The figures of a scorecard with names that people can read, for tables."""

from __future__ import annotations

from dataclasses import dataclass

from core.contract.scoring import Scorecard, Sides
from core.language import later, say

_TRAITS = {
    "sentence_words": later("Words a sentence"),
    "text_words": later("Words a text"),
    "exclamations": later("Exclamation marks in 100 sentences"),
    "questions": later("Question marks in 100 sentences"),
    "dashes": later("Dashes in 100 sentences"),
    "emoji": later("Emoji in 100 sentences"),
    "contractions": later("Contractions (“don't”) in 100 words"),
    "we": later("“We” in 100 words"),
    "you": later("“You” in 100 words"),
    "du": later("Texts that say “du”, %"),
    "sie": later("Texts that say “Sie”, %"),
    "tu": later("Texts that say “tu”, %"),
    "vous": later("Texts that say “vous”, %"),
}
_EXACT = ("{value:.0f}", "{value:.1f}", "{value:.2f}")


@dataclass(frozen=True)
class Figure:
    """One row: a name, four values already in the unit that the name says, and how exact."""

    name: str
    sides: Sides
    digits: int

    def cells(self) -> tuple[str, str, str, str]:
        """Base, prompt, adapter, brand in the reader's own signs; "–" where there is none."""
        values = (self.sides.base, self.sides.prompt, self.sides.adapter, self.sides.brand)
        base, prompt, adapter, brand = (
            "–" if one is None else say(_EXACT[self.digits], value=one) for one in values
        )
        return base, prompt, adapter, brand


def figures(card: Scorecard) -> list[Figure]:
    """Everything that was measured, in the order of the plain rows."""
    found = [
        Figure(say("Style, from 0 to 100"), card.style, 0),
        Figure(say("Style by runs of letters"), card.letters, 0),
        Figure(say("Style as the model sees it"), card.meaning, 0),
        Figure(say("Surprise at your unseen texts (perplexity)"), card.heldout, 1),
        *(
            Figure(
                say("… at part {number}, {count} texts", number=number, count=one.texts),
                one.heldout,
                1,
            )
            for number, one in enumerate(card.folds, 1)
        ),
        Figure(say("Surprise at neutral texts (perplexity)"), card.control, 1),
        Figure(say("Copied runs of 8 words, %"), _percent(card.copying.runs8), 2),
        Figure(say("Copied runs of 13 words, %"), _percent(card.copying.runs13), 2),
        Figure(say("Longest copied run, words"), card.copying.longest, 0),
        Figure(say("Facts kept, %"), _percent(card.facts.kept), 0),
        Figure(say("Numbers made up, a text"), card.facts.invented, 2),
        *(Figure(say(_TRAITS.get(one.code, one.code)), one.sides, 1) for one in card.traits),
    ]
    if card.banned is not None:
        found.append(Figure(say("Words you do not want, in 1,000 words"), card.banned, 1))
    for one in card.words:
        name = (
            say("“{word}” in 1,000 words (the brand never says it)", word=one.word)
            if one.avoided
            else say("“{word}” in 1,000 words", word=one.word)
        )
        found.append(Figure(name, one.sides, 1))
    return [one for one in found if one.sides != Sides()]


def _percent(sides: Sides) -> Sides:
    values = {name: getattr(sides, name) for name in ("base", "prompt", "adapter", "brand")}
    return Sides(**{name: None if one is None else 100 * one for name, one in values.items()})
