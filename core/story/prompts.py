"""What the story asks for: scenes with the trigger word, and briefs that were held out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from core.contract.items import Example, Picture

_SCENES = (
    "", "on a white background", "close-up", "seen from the side", "on a wooden table",
    "on a grey background", "in soft light", "seen from above", "in bright light",
    "on a dark background", "in the middle", "small in the picture",
)  # fmt: skip
_HANDING_OVER = frozenset({"pair", "continuation", "shorter"})
"""Names of `core.datasets.builders`."""


def scenes(trigger: str, class_word: str, pictures: Sequence[Picture], count: int) -> list[str]:
    """Prompts with the trigger word: plain, as the photos' captions vary, then our own scenes."""
    subject = " ".join(word for word in (trigger, class_word) if word) or "the product"
    plain = f"a photo of {subject}"
    seen = Counter(one.caption for one in pictures if one.caption.startswith(plain))
    common = [caption for caption, _ in sorted(seen.items(), key=lambda one: (-one[1], one[0]))]
    own = [f"{plain}, {scene}" if scene else plain for scene in _SCENES]
    return list(dict.fromkeys([plain, *common[: count // 2], *own]))[:count]


def held_out_briefs(examples: Sequence[Example], count: int) -> list[str]:
    """One brief of each held-out text, the kinds of briefs in turn, one-liners last; none twice.

    Briefs that hand over a text (to translate, shorten or continue) are left out: what comes back
    would show more of the brief than of the adapter.
    """
    first: dict[int, Example] = {}
    for example in examples:
        if example.builder not in _HANDING_OVER:
            first.setdefault(example.source, example)
    by_builder: dict[str, list[str]] = {}
    for example in first.values():
        by_builder.setdefault(example.builder, []).append(example.prompt)
    lines = by_builder.pop("line", [])
    turns: list[str] = []
    while any(by_builder.values()):
        turns += [prompts.pop(0) for prompts in by_builder.values() if prompts]
    return list(dict.fromkeys([*turns, *lines]))[:count]
