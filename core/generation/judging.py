"""Judges how well an adapter has learnt a voice, on texts that it has never seen.

Three answer the same held-out briefs: the model alone, the model with a brand prompt and a few
example texts, and the model with the adapter. What they write, and how likely each finds what the
brand wrote, becomes a `Scorecard`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from core.contract.items import Example
from core.contract.requests import TextOptions
from core.contract.scoring import Scorecard, ScoreRequest, Sides, Written
from core.datasets.languages import languages_of
from core.generation.likelihood import Asked, Speaker
from core.language import say
from core.scorecard import style
from core.scorecard.control import control_examples
from core.scorecard.copies import copying
from core.scorecard.facts import facts
from core.scorecard.fingerprint import banned_uses, traits, word_uses
from core.scorecard.material import (
    ROWS,
    BrandPrompt,
    bodies_of,
    briefs_of,
    languages,
    spread,
)

_VIEWED = 48
"""Training texts that the network looks at; their runs of characters are counted of more."""
_COUNTED = 150
_FEWEST_TOKENS = 40
_LONGER = 1.25
"""Room for an answer, over the longest of the brand's own texts."""


class Judge:
    """One adapter before its texts.

    Args:
        speaker: the model beside the adapter.
        context: tokens that the model may read at once.
        options: how texts are written.
        tell: called with a sentence when another part begins.
    """

    def __init__(
        self,
        speaker: Speaker,
        request: ScoreRequest,
        context: int,
        options: TextOptions,
        tell: Callable[[str], None] = lambda sentence: None,
    ) -> None:
        self._speaker, self._request = speaker, request
        self._context, self._options, self._tell = context, options, tell
        self._learnt = list(bodies_of(request.examples).values())
        self._languages = languages(self._learnt)
        self._prompt = BrandPrompt(request.examples, request.brand)

    def card(self) -> Scorecard:
        """Everything; needs at least one held-out example."""
        began = time.monotonic()
        request = self._request
        rows = spread(request.heldout_examples, ROWS)
        heldout = self.likelihood()
        control = self._control()
        self._tell(say("Answering briefs it has never seen"))
        briefs = briefs_of(request.heldout_examples)
        written = self._written(briefs)
        self._tell(say("Comparing with your own texts"))
        sides = {
            "brand": [one.brand for one in written],
            "base": [one.base for one in written],
            "prompt": [one.prompt for one in written],
            "adapter": [one.adapter for one in written],
        }
        letters, meaning = self._letters(sides, briefs), self._meaning(sides, briefs)
        asked = [one.brief for one in written]
        banned, used = banned_uses(sides, request.banned)
        return Scorecard(
            brand=request.brand,
            model_name=request.model_name,
            sha256=request.sha256,
            made=request.made,
            learnt_texts=len(self._learnt),
            heldout_texts=len({one.source for one in request.heldout_examples}),
            heldout_examples=len(rows),
            languages=self._languages,
            heldout=heldout,
            control=control,
            style=_mean(letters, meaning),
            letters=letters,
            meaning=meaning,
            traits=traits(sides, self._languages),
            words=word_uses(self._own_language(), sides, asked),
            banned=banned,
            banned_used=used,
            copying=copying(self._learnt, sides),
            facts=facts(asked, sides, request.brand),
            written=tuple(written),
            seconds=round(time.monotonic() - began, 1),
        )

    def _own_language(self) -> list[str]:
        """The training texts in the brand's first language: another one's words are no habit."""
        first = self._languages[:1]
        own = [
            text for text, one in zip(self._learnt, languages_of(self._learnt), strict=True)
            if (one,) == first
        ]  # fmt: skip
        return own or self._learnt

    # --- likelihoods ------------------------------------------------------------------------------

    def likelihood(self) -> Sides:
        """Perplexities of the held-out completions."""
        self._tell(say("Asking how likely it finds your own texts"))
        rows = spread(self._request.heldout_examples, ROWS)
        plain = [self._speaker.asked(one) for one in rows]
        prompted = sorted((self._prompted(one) for one in rows), key=lambda one: one.ids)
        return Sides(
            base=self._perplexity(plain, taught=False),
            prompt=self._perplexity(prompted, taught=False),
            adapter=self._perplexity(plain, taught=True),
        )

    def _control(self) -> Sides:
        asked = [self._speaker.asked(one) for one in control_examples(self._languages)]
        return Sides(
            base=self._perplexity(asked, taught=False),
            adapter=self._perplexity(asked, taught=True),
        )

    def _perplexity(self, texts: Sequence[Asked], *, taught: bool) -> float:
        """e to the mean loss a token of all answers together."""
        losses = self._speaker.losses(texts, taught=taught)
        mean = sum(loss for loss, _ in losses) / max(1, sum(tokens for _, tokens in losses))
        return round(math.exp(min(mean, 50.0)), 3)

    def _prompted(self, example: Example) -> Asked:
        asked = self._speaker.asked(example, turns := self._prompt.turns(example))
        while len(asked.ids) > self._context and len(turns) > 2:
            del turns[1:3]
            asked = self._speaker.asked(example, turns)
        return asked

    # --- texts ------------------------------------------------------------------------------------

    def _written(self, briefs: Sequence[Example]) -> list[Written]:
        longest = max(self._speaker.tokens(one.completion) for one in briefs)
        room = min(self._options.max_new_tokens, max(_FEWEST_TOKENS, int(_LONGER * longest)))
        options = replace(self._options, max_new_tokens=room)
        seeds = list(range(1, len(briefs) + 1))
        plain = [list(self._opening(one)) for one in briefs]
        count = len(briefs)
        both = self._speaker.write(
            [*plain, *plain], [*seeds, *seeds], [False] * count + [True] * count, options
        )
        prompted = self._speaker.write(
            [self._prompted_opening(one, room) for one in briefs], seeds, [False] * count, options
        )
        return [
            Written(one.prompt, one.completion.strip(), base, prompt, adapter)
            for one, base, prompt, adapter in zip(
                briefs, both[:count], prompted, both[count:], strict=True
            )
        ]

    def _opening(self, example: Example) -> tuple[int, ...]:
        asked = self._speaker.asked(example)
        return asked.ids[: asked.answer]

    def _prompted_opening(self, example: Example, room: int) -> list[int]:
        turns = self._prompt.turns(example)
        ids = self._speaker.opening(turns)
        while len(ids) + room > self._context and len(turns) > 2:
            del turns[1:3]
            ids = self._speaker.opening(turns)
        return ids

    # --- style ------------------------------------------------------------------------------------

    def _letters(self, texts: Mapping[str, Sequence[str]], briefs: Sequence[Example]) -> Sides:
        cut = _cut(texts)
        found = style.by_letters(
            self._learnt[:_COUNTED], cut["brand"], cut["base"],
            {"prompt": cut["prompt"], "adapter": cut["adapter"]}, [one.source for one in briefs],
        )  # fmt: skip
        return _scale(found)

    def _meaning(self, texts: Mapping[str, Sequence[str]], briefs: Sequence[Example]) -> Sides:
        cut = _cut(texts)
        every = max(1, -(-len(self._learnt) // _VIEWED))
        brand, base, real, prompt, adapter = style.standardised(
            self._speaker.views(self._learnt[::every]),
            *(self._speaker.views(cut[side]) for side in ("base", "brand", "prompt", "adapter")),
        )
        sources = [one.source for one in briefs]
        found = style.place(brand, real, base, {"prompt": prompt, "adapter": adapter}, sources)
        return _scale(found)


def _cut(texts: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {
        side: [style.cut_alike(text, like) for text, like in zip(own, texts["brand"], strict=True)]
        for side, own in texts.items()
    }


def _scale(found: Mapping[str, float]) -> Sides:
    if not found:
        return Sides()
    placed = {side: round(value, 1) for side, value in found.items()}
    return Sides(base=0.0, brand=100.0, **placed)


def _mean(one: Sides, other: Sides) -> Sides:
    """Of two scales, or the one that there is."""
    if one.base is None or other.base is None:
        return other if one.base is None else one
    return Sides(
        base=0.0,
        prompt=round(((one.prompt or 0.0) + (other.prompt or 0.0)) / 2, 1),
        adapter=round(((one.adapter or 0.0) + (other.adapter or 0.0)) / 2, 1),
        brand=100.0,
    )
