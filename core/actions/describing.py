"""What is said about photos and texts: captions of many at once, rights, kind and language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from core.actions.changes import Changes
from core.catalogue import describing, items, projects
from core.catalogue.describing import TextFacts
from core.catalogue.records import KEEP, Keep, Rights
from core.catalogue.session import Session
from core.catalogue.store import Catalogue
from core.datasets.captions import fill_captions, replace_in_captions, with_trigger
from core.datasets.importing import asked_in, identity_of
from core.errors import KnownError
from core.language import say

Way = Literal["fill", "rewrite", "add_code_word", "replace", "add_words", "remove_words"]
TEXT_KINDS = ("text", "product", "post", "letter", "support", "line")


@dataclass(frozen=True)
class CaptionEdit:
    """One way to change many captions."""

    way: Way
    words: str = ""
    """What is added, removed or looked for."""
    other: str = ""
    """What is put in its place."""
    whole_words: bool = True
    match_case: bool = False


def plan_captions(
    session: Session, catalogue: Catalogue, project_id: int, ids: Sequence[int], edit: CaptionEdit
) -> dict[int, str]:
    """The captions that an edit would change, as they would be; nothing is changed."""
    project = projects.get(session, project_id)
    now = describing.captions(session, ids)
    trigger, class_word = project.trigger, project.class_word
    if edit.way in ("fill", "rewrite"):
        # All photos are looked at: what is the same in every one is not said.
        photos = items.list_items(session, project_id, "photo")
        pictures = [items.as_picture(one, catalogue.library) for one in photos]
        new = fill_captions(pictures, trigger, class_word, overwrite=edit.way == "rewrite")
    elif edit.way == "add_code_word":
        new = {key: with_trigger(text, trigger, class_word) for key, text in now.items()}
    elif edit.way == "add_words":
        new = {key: _with_words(text, edit.words) for key, text in now.items()}
    else:
        other = edit.other if edit.way == "replace" else ""
        new = replace_in_captions(
            now, edit.words, other, whole_words=edit.whole_words, match_case=edit.match_case
        )
    return {key: text for key, text in new.items() if key in now and text != now[key]}


def change_captions(
    catalogue: Catalogue, project_id: int, ids: Sequence[int], edit: CaptionEdit
) -> tuple[dict[int, str], Changes]:
    """Carry out an edit on the captions as they are at this moment.

    Returns:
        The captions that changed, as they were before; `datasets.set_captions` undoes it.
    """
    with catalogue.writing() as session:
        new = plan_captions(session, catalogue, project_id, ids, edit)
        before = items.set_captions(session, {key: text.strip() for key, text in new.items()})
    return before, Changes(items=frozenset(before))


def _with_words(caption: str, words: str) -> str:
    """The words at the end, unless they stand there already."""
    words = words.strip().strip(",")
    if not words or words.casefold() in caption.casefold():
        return caption
    return f"{caption.rstrip(' ,')}, {words}" if caption.strip() else words


def set_rights(
    catalogue: Catalogue,
    ids: Sequence[int],
    *,
    owner: str | Keep = KEEP,
    licence: str | Keep = KEEP,
    people: bool | Keep | None = KEEP,
    consent: bool | Keep | None = KEEP,
    expires: date | Keep | None = KEEP,
) -> tuple[dict[int, Rights], Changes]:
    """Change what is given, of all these items; returns what was there before."""
    with catalogue.writing() as session:
        before = items.set_rights(
            session, ids, owner=owner, licence=licence, people=people, consent=consent,
            expires=expires,
        )  # fmt: skip
    return before, Changes(items=frozenset(before))


def put_rights_back(catalogue: Catalogue, before: Mapping[int, Rights]) -> tuple[None, Changes]:
    """Undo `set_rights`."""
    with catalogue.writing() as session:
        describing.put_rights(session, before)
    return None, Changes(items=frozenset(before))


def set_text_facts(
    catalogue: Catalogue,
    ids: Sequence[int],
    *,
    kind: str | Keep = KEEP,
    language: str | Keep = KEEP,
) -> tuple[dict[int, TextFacts], Changes]:
    """Say of texts what sort they are, or in which language; returns what was said before."""
    with catalogue.writing() as session:
        before = describing.set_text_facts(session, ids, kind=kind, language=language)
    return before, Changes(items=frozenset(before))


def set_fields(
    catalogue: Catalogue, item_id: int, fields: Mapping[str, str]
) -> tuple[dict[int, TextFacts], Changes]:
    """Give a text other fields (title, question, columns of a table); returns what was before.

    Raises:
        KnownError: kind "bad_request" when it would become the same as another text.
    """
    kept = {name.strip(): value.strip() for name, value in fields.items() if name.strip()}
    with catalogue.writing() as session:
        record = items.get(session, item_id)
        sha256 = identity_of(asked_in(kept), record.body)
        if sha256 != record.sha256 and items.has_text(session, record.project_id, sha256):
            raise KnownError(
                say("The same text is already there with the same question."),
                say("Change it a little more, or delete one of the two."),
                kind="bad_request",
            )
        facts = replace(describing.facts_of(record), fields=kept, sha256=sha256)
        before = describing.put_text_facts(session, {item_id: facts})
    return before, Changes(items=frozenset(before))


def put_text_facts_back(
    catalogue: Catalogue, before: Mapping[int, TextFacts]
) -> tuple[None, Changes]:
    """Undo `set_text_facts` or `set_fields`."""
    with catalogue.writing() as session:
        describing.put_text_facts(session, before)
    return None, Changes(items=frozenset(before))
