"""The story's measures, from its results: likeness, voice, copies, and the proof at 0 %."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.adapters.likeness import nearer
from core.adapters.voice import CopyCheck, score_voice
from core.catalogue.records import ResultRecord


@dataclass(frozen=True)
class Voice:
    """Shares from 0 to 1, and the longest run of words shared with a training text alone."""

    brand_rate: float
    brand_rate_base: float
    longest_copied_run: int


def nearer_to_heldout(
    results: Sequence[ResultRecord], photos: Sequence[Path], root: Path
) -> tuple[int, int]:
    """(k, n): of n pairs of the same prompt and seed, in k the one with the adapter is nearer to
    the held-out photos; (0, 0) without photos."""
    if not photos:
        return 0, 0
    base = {(one.prompt, one.seed): one for one in results if not one.mix.get("parts")}
    pairs = [
        (root / one.file, root / base[one.prompt, one.seed].file)
        for one in results
        if one.mix.get("parts")
    ]
    return nearer(pairs, photos)


def zero_is_base(results: Sequence[ResultRecord]) -> bool:
    """Whether every picture made at strength 0 is the base's, bit for bit (by SHA-256)."""
    base = {(one.prompt, one.seed): one.sha256 for one in results if not one.mix.get("parts")}
    zero = [
        one
        for one in results
        if one.mix.get("parts") and all(part["strength"] == 0 for part in one.mix["parts"])
    ]
    return bool(zero) and all(base[one.prompt, one.seed] == one.sha256 for one in zero)


def voice_of(
    results: Sequence[ResultRecord], learnt: Sequence[str], heldout: Sequence[str]
) -> Voice:
    """Judge texts by brief: the base's against the adapter's.

    Args:
        learnt, heldout: bodies of the texts.
    """
    prompts = list(dict.fromkeys(one.prompt for one in results))
    base = [[one.text for one in results if one.prompt == prompt and not one.mix.get("parts")]
            for prompt in prompts]  # fmt: skip
    ours = [[one.text for one in results if one.prompt == prompt and one.mix.get("parts")]
            for prompt in prompts]  # fmt: skip
    copies = CopyCheck(learnt, heldout)
    longest = max(
        (copies.longest_run(text, beyond_heldout=True).words for texts in ours for text in texts),
        default=0,
    )
    if len(prompts) < 2:
        return Voice(0.0, 0.0, longest)
    score = score_voice(learnt, heldout, base, ours)
    return Voice(round(score.brand_rate, 3), round(score.brand_rate_base, 3), longest)
