"""Faults of single examples that the preflight looks for, one function each.

Each has cost somebody a training: the end of a turn outside the loss (TRL issue 7230), answers cut
at the longest length, a mask by token that takes the end for padding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from core.families.causal_lm import IGNORED
from core.families.chat import holds_words, same_words
from core.families.preflight_parts import Fault, Model, Row
from core.language import say

Check = Callable[[Model, Row], Iterator[Fault]]
ROW_CHECKS: list[Check] = []


def _check(check: Check) -> Check:
    ROW_CHECKS.append(check)
    return check


@_check
def something_counts(model: Model, row: Row) -> Iterator[Fault]:
    """At least one token is learnt."""
    if not row.counted:
        yield _of_text(
            row,
            "nothing_learnt",
            say("Nothing of the text “{text}” would be learnt.", text=row.shown),
            _report_it(),
        )


@_check
def labels_are_the_words(model: Model, row: Row) -> Iterator[Fault]:
    """What is learnt at a place is what stands there."""
    pairs = zip(row.ids, row.labels, strict=False)
    same = all(label in (IGNORED, token) for token, label in pairs)
    if not same or len(row.ids) != len(row.labels):
        yield _of_text(
            row,
            "other_labels",
            say("From the text “{text}” other words would be learnt than stand in it.",
                text=row.shown),
            _report_it(),
        )  # fmt: skip


@_check
def brief_does_not_count(model: Model, row: Row) -> Iterator[Fault]:
    """The brief is read, not learnt."""
    if any(label != IGNORED for label in row.labels[: len(row.prompt)]):
        yield _of_text(
            row,
            "brief_learnt",
            say("With the text “{text}” the brief would be learnt as well.", text=row.shown),
            _report_it(),
        )


@_check
def brief_is_the_same(model: Model, row: Row) -> Iterator[Fault]:
    """Before the text stands exactly what the model reads when it writes."""
    if row.ids[: len(row.prompt)] != row.prompt:
        yield _of_text(
            row,
            "other_brief",
            say("In training the model would read another brief than when it writes."),
            say("Install the model again, or choose another one."),
        )


@_check
def brief_is_whole(model: Model, row: Row) -> Iterator[Fault]:
    """The template leaves nothing of the brief out."""
    if not holds_words(model.decoded(row.prompt), row.example.prompt):
        yield _of_text(
            row,
            "brief_cut",
            say("The chat template of this model leaves out a part of the brief."),
            say("Choose another text model."),
        )


@_check
def begins_once(model: Model, row: Row) -> Iterator[Fault]:
    """The sign for the beginning stands once."""
    first = model.tokenizer.bos_token_id
    if first is not None and row.ids[:2] == [first, first]:
        yield _of_text(
            row,
            "begins_twice",
            say("The model's sign for the beginning of a text stands there twice."),
            say("Install the model again, or choose another one."),
        )


@_check
def end_is_there(model: Model, row: Row) -> Iterator[Fault]:
    """The last token is one at which the writing of a text stops."""
    if model.ends and (not row.ids or row.ids[-1] not in model.ends):
        yield _of_text(
            row,
            "end_missing",
            say("The model's sign for the end of a text is missing after “{text}”.",
                text=row.shown),
            say("Choose another text model: with this one, texts would never stop."),
        )  # fmt: skip


@_check
def end_counts(model: Model, row: Row) -> Iterator[Fault]:
    """The end is learnt; where padding has the same token, a mask by token would drop it."""
    if row.ids and row.ids[-1] in model.ends and row.labels[-1] == IGNORED:
        yield _of_text(
            row,
            "end_not_learnt",
            say("Where a text ends would not be learnt, so that texts would never stop."),
            _report_it(),
        )


@_check
def ends_once(model: Model, row: Row) -> Iterator[Fault]:
    """One end, and no control token among the words."""
    inside = [token for token in row.ids[len(row.prompt) : -1] if token in model.control]
    twice = bool(inside) and inside[-1] in model.ends and row.ids[-2] == inside[-1]
    if twice and not _written_signs(model, row):
        yield _of_text(
            row,
            "ends_twice",
            say("The model's sign for the end of a text stands there twice."),
            _report_it(),
        )


@_check
def no_signs_in_the_text(model: Model, row: Row) -> Iterator[Fault]:
    """No control token is written out in a text: it would act instead of being read."""
    for sign in _written_signs(model, row)[:1]:
        yield _of_text(
            row,
            "sign_in_text",
            say("In “{text}” stands “{sign}”, which this model takes for a command.",
                text=row.shown, sign=sign),
            say("Take it out of the text, or leave the text out."),
        )  # fmt: skip


def _written_signs(model: Model, row: Row) -> list[str]:
    written = (row.example.completion, row.example.prompt, row.example.system)
    signs = sorted(sign for sign in model.control.values() if sign.strip())
    return [sign for sign in signs if any(sign in text for text in written)]


@_check
def answer_is_whole(model: Model, row: Row) -> Iterator[Fault]:
    """The words that are learnt are the brand's, all of them."""
    learnt = row.counted
    while learnt and learnt[-1] in model.ends:
        learnt = learnt[:-1]
    text, words = model.decoded(learnt), row.example.completion
    if not learnt or same_words(text, words):
        return
    # Half a character at the place of the cut.
    if words.strip() and holds_words(words, text.rstrip("\ufffd")):
        yield _of_text(
            row,
            "answer_cut",
            say("A part of the text “{text}” would be cut off.", text=row.shown),
            say("Raise “Longest text”, or split the text at a paragraph."),
        )
    else:
        yield _of_text(
            row,
            "answer_changed",
            say("This model cannot write the text “{text}” as it stands.", text=row.shown),
            say("Take out unusual signs, leave the text out, or choose another text model."),
            f"{text!r}",
        )


@_check
def signs_can_be_written(model: Model, row: Row) -> Iterator[Fault]:
    """No word became the token for unknown words."""
    unknown = model.tokenizer.unk_token_id
    if unknown is not None and unknown not in model.ends and unknown in row.ids[len(row.prompt) :]:
        yield _of_text(
            row,
            "unknown_letters",
            say("This model does not know all letters of the text “{text}”.", text=row.shown),
            say("Take out unusual signs, leave the text out, or choose another text model."),
        )


@_check
def fits(model: Model, row: Row) -> Iterator[Fault]:
    """Brief and answer fit into what is trained in one piece, and into what the model can read."""
    most = min(model.max_length, model.context or model.max_length)
    if len(row.ids) > most:
        yield _of_text(
            row,
            "too_long",
            say("The text “{text}” and its brief are longer than this model reads at once.",
                text=row.shown),
            say("Split the text at a paragraph, or choose another text model."),
            f"{len(row.ids)} of {most}",
        )  # fmt: skip


@_check
def tokens_are_known(model: Model, row: Row) -> Iterator[Fault]:
    """The network has a row for every token."""
    if model.vocabulary and any(not 0 <= token < model.vocabulary for token in row.ids):
        yield _of_text(
            row,
            "unknown_signs",
            say("The tokenizer of this model has signs that the model itself does not know."),
            say("Install the model again, with all its files from one place."),
        )


def _of_text(row: Row, code: str, what: str, hint: str, detail: str = "") -> Fault:
    return Fault(code, what, hint, f"{row.example.id} {detail}".strip(), texts=1)


def _report_it() -> str:
    return say("Choose another text model, and send the problem report.")
