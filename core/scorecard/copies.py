"""Whether texts were learnt by heart: words in a row that stand in training texts, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.adapters.voice import CopyCheck
from core.contract.scoring import Copying, Sides

SHORT, LONG = 8, 13
"""Words of a run. Eight are rarely shared by chance; thirteen are a quotation."""


def copying(learnt: Sequence[str], texts: Mapping[str, Sequence[str]]) -> Copying:
    """How much of each side's texts stands in the training texts.

    The held-out texts' own rate is what the brand repeats of itself: greetings, sign-offs, slogans.

    Args:
        texts: under "brand" (held out), "base", "prompt" and "adapter".
    """
    check = CopyCheck(learnt)
    shares: dict[int, dict[str, float]] = {SHORT: {}, LONG: {}}
    longest: dict[str, float] = {}
    worst = ("", "", "")
    for side, own in texts.items():
        if not own:
            continue
        for size, found in shares.items():
            hits, runs = map(sum, zip(*(check.hits(text, size) for text in own), strict=True))
            found[side] = round(hits / runs, 4) if runs else 0.0
        runs_shared = [check.longest_run(text) for text in own]
        most = max(range(len(own)), key=lambda at: runs_shared[at].words)
        longest[side] = float(runs_shared[most].words)
        if side == "adapter" and runs_shared[most].words:
            worst = (runs_shared[most].text, own[most], learnt[runs_shared[most].source])
    return Copying(Sides(**shares[SHORT]), Sides(**shares[LONG]), Sides(**longest), *worst)
