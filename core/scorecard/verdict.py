"""What is said of a scorecard: one sentence that decides, and a few plain rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.contract.scoring import Scorecard, Sides
from core.language import say, say_list, say_many

Outcome = Literal["better", "even", "worse"]
_CLEAR = 0.03
"""Perplexities nearer than this share are the same: half a dozen texts decide no finer."""
_CLEAR_STYLE = 5.0
"""Points of the scale from 0 to 100, likewise."""
_FORGETS, _FORGETS_MUCH = 0.15, 0.6
"""Growth of the perplexity of neutral texts."""
_COPIES = 0.002
"""Share of runs of eight words beyond the brand's own rate that is no chance."""
_KEEPS = 0.05
_INVENTS = 0.25
"""Numbers a text, beyond what the brand's own texts add to their briefs."""


@dataclass(frozen=True)
class Row:
    """One plain thing to know. `fine` is False where a look is needed."""

    code: str
    title: str
    say: str
    fine: bool


def outcome(card: Scorecard) -> Outcome:
    """Whether training beat prompting: in likelihood and style together, never in one alone."""
    gain = _gain(card.heldout.prompt, card.heldout.adapter)
    lead = (card.style.adapter or 0.0) - (card.style.prompt or 0.0)
    known = card.style.adapter is not None
    better = gain > _CLEAR, not known or lead > _CLEAR_STYLE
    worse = gain < -_CLEAR, not known or lead < -_CLEAR_STYLE
    if all(better):
        return "better"
    return "worse" if (any(worse) and not any(better)) or all(worse) else "even"


def verdict(card: Scorecard) -> str:
    """Whether training beat prompting, in one sentence; also when it did not."""
    found = outcome(card)
    if card.style.adapter is None or card.style.prompt is None:
        gain = _gain(card.heldout.prompt, card.heldout.adapter)
        return {
            "better": say(
                "Training beat prompting: your own unseen texts surprise it {gain:.0%} less than "
                "they do with a brand prompt and a few examples.",
                gain=gain,
            ),
            "even": say("Training and prompting come out about even on texts it has never seen."),
            "worse": say(
                "Training did not beat prompting: your own unseen texts surprise it {loss:.0%} "
                "more than they do with a brand prompt and a few examples.",
                loss=-gain,
            ),
        }[found]
    reached, prompted = shown(card.style.adapter), shown(card.style.prompt)
    values = {"reached": reached, "prompted": prompted}
    return {
        "better": say(
            "Training beat prompting: on the way from the plain model (0) to your own texts (100) "
            "it gets to {reached}, a brand prompt with examples to {prompted}.",
            **values,
        ),
        "even": say(
            "Training and prompting come out about even: on the way from the plain model (0) to "
            "your own texts (100) it gets to {reached}, a brand prompt with examples to "
            "{prompted}.",
            **values,
        ),
        "worse": say(
            "Training did not beat prompting: on the way from the plain model (0) to your own "
            "texts (100) it gets to {reached}, a brand prompt with examples to {prompted}.",
            **values,
        ),
    }[found]


def rows(card: Scorecard) -> list[Row]:
    """What to know beside the verdict, the plainest first."""
    return [_learnt(card), _copied(card), _kept(card), *_banned(card), _forgotten(card)]


def unseen_texts(card: Scorecard) -> int:
    """How many texts it was judged by that had not been learnt from."""
    return sum(one.texts for one in card.folds) or card.heldout_texts


def how_judged(card: Scorecard) -> str:
    """Of few texts: that parts were held out in turn; "" for others."""
    if not card.folds:
        return ""
    ahead = sum(_gain(one.heldout.prompt, one.heldout.adapter) > 0 for one in card.folds)
    return say(
        "You have few texts, so {count} parts of them were held out in turn, each judged by an "
        "adapter that had never seen it; training was ahead of prompting in {ahead} of them.",
        count=len(card.folds),
        ahead=ahead,
    )


def shown(value: float | None) -> int:
    """A place on the scale as it is shown: nothing lies before 0 or beyond 100."""
    return round(min(100.0, max(0.0, value or 0.0)))


def _learnt(card: Scorecard) -> Row:
    base = _gain(card.heldout.base, card.heldout.adapter)
    prompt = _gain(card.heldout.prompt, card.heldout.adapter)
    if base <= 0:
        told = say("Your own unseen texts surprise it as much as the plain model, or more.")
    elif prompt > 0:
        told = say(
            "Your own unseen texts surprise it {base:.0%} less than the plain model, and "
            "{prompt:.0%} less than the model with a brand prompt.",
            base=base, prompt=prompt,
        )  # fmt: skip
    else:
        told = say(
            "Your own unseen texts surprise it {base:.0%} less than the plain model, but not less "
            "than the model with a brand prompt.",
            base=base,
        )
    return Row("learnt", say("Learnt"), told, base > 0 and prompt > 0)


def _copied(card: Scorecard) -> Row:
    own, ours = card.copying.runs8.brand or 0.0, card.copying.runs8.adapter or 0.0
    fine = ours <= own + _COPIES
    if ours == 0.0:
        told = say("It repeats no eight words in a row of a text it learnt from.")
    else:
        told = say(
            "{ours:.1%} of its runs of eight words stand in a text it learnt from; among your own "
            "texts it is {own:.1%}.",
            ours=ours, own=own,
        )  # fmt: skip
        if not fine:
            told += " " + say("Compare before you publish.")
    return Row("copied", say("Copied"), told, fine)


def _kept(card: Scorecard) -> Row:
    found = card.facts
    kept, base = found.kept.adapter, found.kept.base
    added = (found.invented.adapter or 0.0) - (found.invented.brand or 0.0)
    fine = added <= _INVENTS
    if found.asked and kept is not None:
        told = say_many(
            "It kept {kept} of {count} fact that a brief names, the plain model {base}.",
            "It kept {kept} of {count} facts that briefs name, the plain model {base}.",
            found.asked,
            kept=round(kept * found.asked),
            base=round((base or 0.0) * found.asked),
        )
        fine = fine and kept >= (base or 0.0) - _KEEPS
    else:
        told = say("The briefs name no facts to keep.")
    if added > _INVENTS:
        told += " " + say("It makes numbers up.")
    if not fine:
        told += " " + say("Check names and numbers before you publish.")
    return Row("facts", say("Facts"), told, fine)


def _banned(card: Scorecard) -> list[Row]:
    """Only for brands that have named words they do not want."""
    if card.banned is None:
        return []
    if not card.banned_used:
        told = say("It used none of the words you do not want.")
    else:
        words = say_list([say("“{word}”", word=word) for word in card.banned_used])
        told = say("It used words you do not want: {words}.", words=words)
    return [Row("words", say("Words"), told, not card.banned_used)]


def _forgotten(card: Scorecard) -> Row:
    growth = -_gain(card.control.base, card.control.adapter)
    if growth <= _FORGETS:
        told = say("Neutral texts are as easy for it as before.")
    elif growth <= _FORGETS_MUCH:
        told = say(
            "Neutral texts surprise it {growth:.0%} more than before: it has turned towards your "
            "brand, and still writes plain texts.",
            growth=growth,
        )
    else:
        told = say(
            "Neutral texts surprise it {growth:.0%} more than before: use it for your brand's "
            "texts alone, or at less strength.",
            growth=growth,
        )
    return Row("forgotten", say("Forgotten"), told, growth <= _FORGETS_MUCH)


def _gain(before: float | None, after: float | None) -> float:
    """By how large a share a perplexity fell."""
    return 1.0 - after / before if before and after is not None else 0.0


def gains(sides: Sides) -> tuple[float, float]:
    """(share below the base, share below prompting) of the adapter's perplexity."""
    return _gain(sides.base, sides.adapter), _gain(sides.prompt, sides.adapter)
