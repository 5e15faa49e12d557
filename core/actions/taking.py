"""What people make of generated texts: an edit, and what they say the brand shall learn from.

A generated text becomes material only when somebody says so, and says who says so. It then is a
text like any other, with its source: made here, by which mix, edited and approved by whom.
"""

from __future__ import annotations

import re
from datetime import date

from core.actions.changes import Changes
from core.catalogue import boards, items, projects
from core.catalogue.records import ItemRecord, ResultRecord
from core.catalogue.store import Catalogue, utcnow
from core.contract.requests import BASE_MIX
from core.datasets.importing import asked_in, identity_of
from core.datasets.languages import sure_language
from core.datasets.prompts import CHANNELS, wording_frame
from core.errors import KnownError
from core.language import say

SOURCE, MADE_HERE = "source", "made here"
"""A key of an item's facts, and what stands there for texts that were generated here."""
_FACT = re.compile(r"^([^:\n]{1,60}): (.+)$", re.MULTILINE)


def edit(catalogue: Catalogue, result_id: int, text: str) -> tuple[str, Changes]:
    """Keep another wording of a text beside the one that was made; "" goes back to that one.

    Returns:
        The edit there was before, with which the same call undoes it.
    """
    with catalogue.writing() as session:
        before = boards.get_result(session, result_id).edited
        boards.edit(session, result_id, text.strip())
    return before, Changes(results=frozenset({result_id}))


def take(
    catalogue: Catalogue, result_id: int, *, who: str, body: str = "", kind: str = ""
) -> tuple[ItemRecord, Changes]:
    """Let the brand learn from a text: as it is, as it was edited, or in this wording.

    Args:
        who: approves it.
        body: another wording, which is also kept as the result's edit.
        kind: sort of text; told by the brief when it is empty.

    Raises:
        KnownError: kind "bad_request": nobody is named, it is a picture, or the text is there.
    """
    who = " ".join(who.split())
    _require_approval(who, kind)
    with catalogue.writing() as session:
        result = boards.get_result(session, result_id)
        body = body.strip() or result.final.strip()
        if result.kind != "text" or not body:
            raise KnownError(
                say("There is no text to learn from."), say("Choose a text."), kind="bad_request"
            )
        if body != result.final.strip():
            result = boards.edit(session, result_id, body)
        project = projects.get(session, result.project_id)
        kind = kind or kind_of(result.prompt)
        fields = _fields(result.prompt, kind, project.name)
        made = items.add_text(
            session,
            project.id,
            sha256=identity_of(asked_in(fields), body),
            body=body,
            kind=kind,
            name=say("made here {number}", number=result.id),
            language=sure_language(body) or project.language,
            fields=fields,
            facts=_facts(
                result, who, str(boards.get(session, result.board_id).request.get("model"))
            ),
        )
        if made is None:
            raise KnownError(
                say("This text is among the brand's texts already."),
                say("Change it a little more, or leave it."),
                kind="bad_request",
            )
    changes = Changes(items=frozenset({made.id}), results=frozenset({result_id}))
    return made, changes


def _require_approval(who: str, kind: str) -> None:
    """Raises KnownError, kind "bad_request", when nobody is named or there is no such kind."""
    if not who:
        raise KnownError(
            say("Nobody approves this text."),
            say("Say who does: training learns from approved texts only."),
            kind="bad_request",
        )
    if kind and kind not in CHANNELS["en"]:
        raise KnownError(
            say("There is no kind of text “{name}”.", name=kind),
            say("There is: {names}.", names=", ".join(CHANNELS["en"])),
            kind="bad_request",
        )


def kind_of(prompt: str) -> str:
    """What sort of text a brief asks for, by the word for it that it names."""
    low = prompt.casefold()
    for tongue in CHANNELS.values():
        for key, name in tongue.items():
            if key != "text" and name.casefold() in low:
                return key
    for tongue_name in CHANNELS:
        if _question(prompt, tongue_name):
            return "support"
    return "text"


def was_made_here(item: ItemRecord) -> bool:
    """Whether a text was generated here."""
    return item.facts.get(SOURCE) == MADE_HERE


def may_be_learnt(item: ItemRecord) -> bool:
    """Not what was generated and never approved by anybody."""
    return not was_made_here(item) or bool(item.facts.get("approved_by"))


def told_source(item: ItemRecord) -> str:
    """One sentence on where a text comes from that was made here; "" for any other."""
    if not was_made_here(item):
        return ""
    facts = item.facts
    mix, day = facts.get("mix", ""), _day(facts.get("approved", ""))
    if mix == BASE_MIX.name:
        mix = facts.get("model", "")
    if facts.get("edited_by"):
        return say(
            "Made here with {mix}, edited and approved by {who} on {day}.",
            mix=mix, who=facts["edited_by"], day=day,
        )  # fmt: skip
    who = facts.get("approved_by", "")
    return say("Made here with {mix}, approved by {who} on {day}.", mix=mix, who=who, day=day)


def _day(told: str) -> date | str:
    """As the reader writes days; what a bundle of somebody else's says stays as it is."""
    try:
        return date.fromisoformat(told)
    except ValueError:
        return told[:20]


def _facts(result: ResultRecord, who: str, model: str) -> dict[str, str]:
    facts = {
        SOURCE: MADE_HERE,
        "result": str(result.id),
        "result_sha256": result.sha256,
        "model": model,
        "mix": str(result.mix.get("name", "")),
        "approved_by": who,
        "approved": utcnow().date().isoformat(),
    }
    return facts | ({"edited_by": who} if result.edited else {})


def _fields(prompt: str, kind: str, brand: str) -> dict[str, str]:
    """What builders of examples ask with: facts of a product, a question, else the brief itself."""
    if kind == "product":
        facts = {name.strip(): value.strip() for name, value in _FACT.findall(prompt)}
        if facts:
            return facts
    if kind == "support":
        for tongue in CHANNELS:
            if asked := _question(prompt, tongue, brand):
                return {"question": asked}
    return {"prompt": prompt}


def _question(prompt: str, tongue: str, brand: str = "") -> str:
    """The customer's message in a brief of the support form; "" where it is none."""
    before, after = wording_frame("question", tongue, 1)
    pattern = re.escape(before).replace(r"\{brand\}", re.escape(brand) if brand else ".+?")
    found = re.match(rf"{pattern}(.+?){re.escape(after)}", prompt, re.DOTALL)
    return found.group(1).strip() if found else ""
