"""Training examples out of brand texts: every text in a few views, each a way to ask for it.

The brand's own words are always the completion. Everything here is deterministic: the same texts
give the same examples with the same ids. Split first (`splits.split_texts`), build afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.contract.items import Example, Text
from core.datasets.drafts import Chosen
from core.datasets.example_parts import Around, Built, LeftOut, View, Why, views_for
from core.datasets.keywords import keywords
from core.datasets.pairs import twins_of
from core.datasets.replies import own_closings, question_of, reply_of, thread_of
from core.datasets.text_measures import own_addresses
from core.datasets.views import BUILDERS, ORDER
from core.language import say

_LINE_VIEWS = 2


def build(
    texts: Sequence[Text],
    *,
    brand: str,
    views_per_text: int = 0,
    drafts: Mapping[int, Chosen] | None = None,
) -> Built:
    """Up to `views_per_text` examples a text (two for a line), grouped by text.

    Args:
        texts: of one side of the split only; a translation's other half must be on the same side.
        brand: the name used in prompts.
        views_per_text: 2 to 6; 0 takes what suits the amount.
        drafts: plain drafts by the text's id, or why there is none; see `core.datasets.drafts`.
    """
    cleaned, cut = clean(texts)
    made = views_of(cleaned, brand=brand, views_per_text=views_per_text, drafts=drafts)
    return Built(made.examples, (*cut, *made.left_out))


def views_of(
    cleaned: Sequence[Text],
    *,
    brand: str,
    views_per_text: int = 0,
    drafts: Mapping[int, Chosen] | None = None,
) -> Built:
    """As `build`, of texts that went through `clean` together with those of the other side."""
    around = Around(
        brand=brand,
        keywords=keywords(cleaned, brand),
        twins=twins_of(cleaned),
        drafts=drafts or {},
    )
    most = views_for(len(cleaned), views_per_text)
    examples: list[Example] = []
    left_out: list[LeftOut] = []
    for text in cleaned:
        mine = min(most, _LINE_VIEWS) if text.kind == "line" else most
        found, reasons = _views(text, around, mine)
        examples += found
        left_out += reasons
        if not found:
            left_out.append(LeftOut(text.id, "", say("No example can be made from it.")))
    return Built(tuple(examples), tuple(left_out))


def preview(example: Example) -> tuple[str, str]:
    """What the model is asked and what it shall say, for a before/after view."""
    return example.prompt, example.completion


def _views(text: Text, around: Around, most: int) -> tuple[list[Example], list[LeftOut]]:
    """The most telling builder's view first; further wordings of one builder last."""
    first: list[Example] = []
    later: list[Example] = []
    reasons: list[LeftOut] = []
    for name in ORDER.get(text.kind, ORDER["text"]):
        if len(first) >= most:
            break
        views: list[Example] = []
        for made in BUILDERS[name](text, around):
            if isinstance(made, Why):
                reasons.append(LeftOut(text.id, name, made.say, made.cut))
            elif made.prompt.strip() and made.completion.strip():
                views.append(_example(text, name, len(views) + 1, made))
        first += views[:1]
        later += views[1:]
    return (first + later)[:most], reasons


def _example(text: Text, builder: str, number: int, view: View) -> Example:
    return Example(
        id=f"{text.sha256[:16]}-{builder}-{number}",
        source=text.id,
        builder=builder,
        prompt=view.prompt,
        completion=view.completion,
    )


def clean(texts: Sequence[Text]) -> tuple[list[Text], list[LeftOut]]:
    """Replies without quotes, signatures and persons, before any of their words is counted."""
    closings = own_closings(text.body for text in texts if text.kind == "support")
    own = own_addresses(texts)
    kept: list[Text] = []
    left_out: list[LeftOut] = []
    for text in texts:
        mail = text.kind == "support"
        thread = thread_of(text.body, is_mail=mail) if mail or text.kind == "text" else None
        if not mail and thread is None:
            kept.append(text)
            continue
        asked, body = text.fields.get("question", ""), text.body
        if thread is not None:
            asked, body = asked or thread[0], thread[1]
        reply, question = reply_of(body, closings, own), question_of(asked)
        cuts = dict.fromkeys((*(["quote"] if thread else []), *reply.cut, *question.cut))
        left_out += [LeftOut(text.id, "question", _cut(what), cut=True) for what in cuts]
        if reply.text:
            fields = {**text.fields, "question": question.text}
            kept.append(replace(text, body=reply.text, kind="support", fields=fields))
        else:
            left_out.append(LeftOut(text.id, "", say("Nothing is left of the reply itself.")))
    return kept, left_out


def _cut(what: str) -> str:
    return {
        "quote": say("The quoted mail was cut."),
        "signature": say("The signature was cut."),
        "personal_data": say("Names, addresses and numbers of persons were masked."),
    }[what]
