"""Looks at what a text training would read before it begins: are the brand's words, and the sign
for their end, exactly what is learnt?

One function a fault, in `preflight_model` and `preflight_rows`. The rows that are looked at are the
ones that are trained on, so a mistake of our own is caught as well as one of a model's maker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.contract.items import Example
from core.contract.wire import to_plain
from core.errors import KnownError
from core.families.causal_lm import IGNORED
from core.families.preflight_model import MODEL_CHECKS
from core.families.preflight_parts import Fault, Model, Row
from core.families.preflight_rows import ROW_CHECKS
from core.families.presets import read_json
from core.language import say

SHOWN = 3
"""Examples that are shown."""
_ANY_LENGTH = 10**9
_CONTEXTS = ("max_position_embeddings", "n_positions", "max_seq_len", "seq_length")


@dataclass(frozen=True)
class Span:
    """A piece of what the model reads. `counts`: whether it is learnt; `sign`: whether it is a
    control token and no word."""

    text: str
    counts: bool
    sign: bool = False


@dataclass(frozen=True)
class Rendered:
    """One example as the model reads it, from the first token to the last."""

    source: int
    builder: str
    spans: tuple[Span, ...]
    tokens: int
    counted: int


@dataclass(frozen=True)
class Preflight:
    """What was looked at, and what speaks against beginning.

    Attributes:
        train: rows to learn from, in the order of their examples.
        held: rows that check what was learnt.
    """

    model: Model
    train: tuple[Row, ...]
    held: tuple[Row, ...]
    faults: tuple[Fault, ...]

    def require(self) -> None:
        """Raises KnownError (kind "bad_data") with the first fault's words where there is one."""
        refuse(self.faults)

    def rendered(self) -> tuple[Rendered, ...]:
        """A few rows, of different builders and texts as far as there are; else the longest."""
        chosen: list[Row] = []
        for row in self.train:
            seen = {(one.example.builder, one.example.source) for one in chosen}
            told = row.example.builder, row.example.source
            if all(mine != theirs for one in seen for mine, theirs in zip(told, one, strict=True)):
                chosen.append(row)
        rest = sorted(self.train, key=lambda row: -len(row.ids))
        chosen += [row for row in rest if row not in chosen][: max(0, SHOWN - len(chosen))]
        chosen = chosen[:SHOWN]
        return tuple(_rendered(self.model, row) for row in chosen)


def preflight(
    model: Model,
    examples: Sequence[Example],
    heldout: Sequence[Example],
    check: Callable[[], None] = lambda: None,
) -> Preflight:
    """Encode every example as the training does and look at all of them.

    Args:
        check: called before each example; may raise to stop.
    """
    faults: list[Fault] = []
    for model_check in MODEL_CHECKS:
        faults += model_check(model)
    train, held = (_encoded(model, side, faults, check) for side in (examples, heldout))
    for row in (*train, *held):
        for row_check in ROW_CHECKS:
            faults += row_check(model, row)
    faults += _on_both_sides(examples, heldout)
    return Preflight(model, tuple(train), tuple(held), tuple(_one_each(faults)))


def refuse(faults: Sequence[Fault]) -> None:
    """Raises KnownError (kind "bad_data") with the first fault's words where there is one."""
    if not faults:
        return
    first = faults[0]
    more = sum(max(1, one.texts) for one in faults) - 1
    raise KnownError(
        first.say + (say(" ({count} more)", count=more) if more else ""),
        first.hint,
        detail="\n".join(f"{one.code}: {one.detail}" for one in faults),
    )


def limits_of(folder: Path) -> tuple[int, int]:
    """(tokens that a model's network has a row for, tokens that it reads at once), by its
    config.json; 0 for what that does not say."""
    config = read_json(folder / "config.json")
    inner = config.get("text_config")
    config |= inner if isinstance(inner, dict) else {}
    context = next((config[name] for name in _CONTEXTS if isinstance(config.get(name), int)), 0)
    vocabulary = config.get("vocab_size")
    return vocabulary if isinstance(vocabulary, int) else 0, context


def _encoded(
    model: Model, examples: Sequence[Example], faults: list[Fault], check: Callable[[], None]
) -> list[Row]:
    rows = []
    for example in examples:
        check()
        if not example.completion.strip():
            faults.append(_empty(example))
            continue
        try:
            rows.append(_row(model, example))
        except KnownError as error:
            faults.append(Fault("refused", error.say, error.hint, error.detail, texts=1))
    return rows


def _row(model: Model, example: Example) -> Row:
    family, tokenizer = model.family, model.tokenizer
    prompt = family.encode_prompt(tokenizer, example.prompt, example.system)
    try:
        ids, labels = family.encode_example(tokenizer, example, model.max_length)
    except KnownError:  # too long, most likely: `fits` says so in words
        ids, labels = family.encode_example(tokenizer, example, _ANY_LENGTH)
    return Row(example, ids, labels, prompt)


def _empty(example: Example) -> Fault:
    return Fault(
        "empty",
        say("The example “{id}” has no text to learn from.", id=example.id),
        say("Remove it, or give it a text."),
        example.id,
        texts=1,
    )


def _on_both_sides(examples: Sequence[Example], heldout: Sequence[Example]) -> Iterator[Fault]:
    """A text that is learnt cannot check what was learnt."""
    both = {one.source for one in examples} & {one.source for one in heldout}
    if both:
        yield Fault(
            "both_sides",
            say("A text is learnt and also kept back to check what was learnt."),
            say("Choose again which texts are kept back."),
            f"sources {sorted(both)}",
        )


def _one_each(faults: Sequence[Fault]) -> list[Fault]:
    """The first of each kind, those of the model before those of single texts."""
    first: dict[str, Fault] = {}
    for fault in faults:
        before = first.get(fault.code)
        first[fault.code] = replace(before, texts=before.texts + fault.texts) if before else fault
    return sorted(first.values(), key=lambda fault: fault.texts > 0)


def _rendered(model: Model, row: Row) -> Rendered:
    kinds = [
        (label != IGNORED, token in model.control)
        for token, label in zip(row.ids, row.labels, strict=True)
    ]
    spans: list[Span] = []
    start = 0
    for at in range(1, len(kinds) + 1):
        if at == len(kinds) or kinds[at] != kinds[start]:
            spans.append(Span(model.decoded(row.ids[start:at]), *kinds[start]))
            start = at
    example = row.example
    return Rendered(example.source, example.builder, tuple(spans), len(row.ids), len(row.counted))


def told(found: Preflight) -> dict[str, Any]:
    """What is handed to whoever asked, as values that JSON knows."""
    return {
        "rendered": to_plain(found.rendered()),
        "faults": to_plain(found.faults),
        "examples": len(found.train),
        "longest": max((len(row.ids) for row in (*found.train, *found.held)), default=0),
        "counted": sum(len(row.counted) for row in found.train),
    }
