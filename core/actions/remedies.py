"""One-click remedies of findings: for texts, captions and the set; photos are in `photo_mending`.

Everything can be undone with `undo`, byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from core.actions import backgrounds
from core.actions.changes import Changes
from core.actions.photo_mending import (
    Asked,
    Mended,
    Progress,
    draw_photos,
    keep_photos,
    propose_photos,
)
from core.actions.remarks import words_of
from core.catalogue import items, projects, undoing, versions
from core.catalogue.records import FindingRecord, ItemRecord, ProjectRecord
from core.catalogue.session import Session
from core.catalogue.store import Catalogue
from core.contract.items import Finding
from core.datasets.caption_checks import named_alike, without_common_words
from core.datasets.captions import fill_captions, with_trigger
from core.datasets.check_registry import CheckContext
from core.datasets.importing import asked_in, identity_of
from core.datasets.remedies import REMEDIES, propose, remedies_for
from core.datasets.text_voice_checks import surplus
from core.errors import KnownError
from core.language import say


@dataclass(frozen=True)
class TextProposal:
    """A text with what it would become; several parts where it is divided."""

    item_id: int
    name: str
    before: str
    after: tuple[str, ...]


# --- texts -------------------------------------------------------------------------------------


def propose_texts(
    catalogue: Catalogue,
    project_id: int,
    remedy: str,
    ids: Sequence[int],
    *,
    max_length: int = 512,
    count_tokens: Callable[[str], int] | None = None,
) -> list[TextProposal]:
    """What a remedy would make of these texts; those that it would leave alone are left out."""
    with catalogue.reading() as session:
        project = projects.get(session, project_id)
        records = [one for one in items.list_items(session, project_id, "text") if not one.ignored]
    texts = [items.as_text(one) for one in records]
    context = _context(project, max_length, count_tokens)
    found = propose(remedy, texts, ids, context)
    return [
        TextProposal(one.id, one.name, one.body, found[one.id]) for one in texts if one.id in found
    ]


def keep_texts(
    catalogue: Catalogue, proposals: Sequence[TextProposal], remedy: str = ""
) -> tuple[Mended, Changes]:
    """Give the texts their new bodies; a divided one is set aside and its parts come in.

    A text that would become the same as another one is set aside instead. One that somebody has
    edited or thrown away since the proposal was made is left.
    """
    made: dict[int, str] = {}
    added: list[int] = []
    aside: list[int] = []
    copies: list[int] = []
    left: list[int] = []
    with catalogue.writing() as session:
        for one in proposals:
            record = undoing.find(session, one.item_id)
            if record is None or record.binned is not None or record.body != one.before:
                left.append(one.item_id)
                continue
            if len(one.after) > 1:
                added += _parts(session, record, one.after)
                aside.append(record.id)
                continue
            (body,) = one.after
            sha256 = identity_of(asked_in(record.fields), body)
            if not body.strip() or not versions.revise_text(
                session, record.id, body=body, sha256=sha256
            ):
                copies.append(record.id)
            else:
                made[record.id] = sha256
        aside = items.ignore(session, [*aside, *copies])
    mended = Mended(
        remedy, set_aside=tuple(aside), made=made, added=tuple(added), copies=tuple(copies),
        left=tuple(left),
    )  # fmt: skip
    return mended, mended.changes


def _parts(session: Session, record: ItemRecord, bodies: Sequence[str]) -> list[int]:
    """The parts as texts of their own; only the first follows from the title or question."""
    made = []
    for number, body in enumerate(bodies, start=1):
        fields = dict(record.fields) if number == 1 else {}
        asked = asked_in(fields)
        part = items.add_text(
            session,
            record.project_id,
            sha256=identity_of(asked, body),
            body=body,
            kind=record.text_kind if number == 1 else "text",
            name=say("{name} part {number}", name=record.name, number=number),
            language=record.language,
            fields=fields | {"part_of": record.fields.get("part_of") or record.name},
            dataset_id=record.dataset_id,
        )
        if part is not None:
            made.append(part.id)
    return made


# --- captions, setting aside, dividing again --------------------------------------------------


def set_aside(catalogue: Catalogue, ids: Sequence[int]) -> tuple[Mended, Changes]:
    """Leave items out of training."""
    with catalogue.writing() as session:
        changed = items.ignore(session, ids)
    mended = Mended("set_aside", set_aside=tuple(changed))
    return mended, mended.changes


def thin_out(catalogue: Catalogue, project_id: int, ids: Sequence[int]) -> tuple[Mended, Changes]:
    """Set aside those of these texts whose opening too many share; of each the longest stay."""
    wanted = set(ids)
    with catalogue.writing() as session:
        records = [one for one in items.list_items(session, project_id, "text") if not one.ignored]
        extra = surplus([items.as_text(one) for one in records])
        changed = items.ignore(session, [item for item in extra if item in wanted])
    mended = Mended("thin_out", set_aside=tuple(changed))
    return mended, mended.changes


def mend_captions(
    catalogue: Catalogue, project_id: int, ids: Sequence[int], remedy: str
) -> tuple[Mended, Changes]:
    """ "fill_captions" where there is none, "add_trigger" where the code word is lacking,
    "drop_common_words" that stand in all of them, or "name_alike" what has two names."""
    wanted = set(ids)
    with catalogue.writing() as session:
        project = projects.get(session, project_id)
        photos = items.list_items(session, project_id, "photo")
        now = {one.id: one.caption for one in photos}
        own = (project.trigger, project.class_word)
        if remedy == "fill_captions":
            # All photos are looked at: what is the same in every one is not said.
            pictures = [items.as_picture(one, catalogue.library) for one in photos]
            new = fill_captions(pictures, *own)
        elif remedy == "drop_common_words":
            new = without_common_words({key: now[key] for key in wanted if key in now}, *own)
        else:
            change = named_alike if remedy == "name_alike" else with_trigger
            new = {key: change(text, *own) for key, text in now.items()}
        changed = {key: text for key, text in new.items() if key in wanted and text != now.get(key)}
        before = items.set_captions(session, changed)
    mended = Mended(remedy, captions=before, captioned=changed)
    return mended, mended.changes


def split_again(catalogue: Catalogue, ids: Sequence[int]) -> tuple[Mended, Changes]:
    """Leave it to the split again which of these texts are kept for testing."""
    with catalogue.writing() as session:
        before = items.hold_out(session, ids, None)
    mended = Mended("split_again", held_out=before)
    return mended, mended.changes


# --- any of them ---------------------------------------------------------------------------------


def mend(
    catalogue: Catalogue,
    project_id: int,
    finding: Finding,
    remedy: str = "",
    *,
    max_length: int = 512,
    progress: Progress = lambda done, total: None,
    cancelled: Asked = lambda: False,
) -> tuple[Mended, Changes]:
    """Carry out a remedy of a finding, without a preview; the best one where none is named.

    Raises:
        KnownError: kind "bad_request" when the finding has no such remedy.
    """
    chosen = _chosen(finding, remedy)
    ids = finding.items
    if REMEDIES[chosen].redraws:
        found = propose_photos(
            catalogue, project_id, chosen, ids, progress=progress, cancelled=cancelled
        )
        recipes = {one.item_id: one.better for one in found if one.better is not None}
        drawn = draw_photos(catalogue, recipes, progress=progress, cancelled=cancelled)
        mended, changes = keep_photos(catalogue, drawn, chosen)
        left = tuple(item for item in ids if item not in mended.made)
        return replace(mended, left=left), changes
    if chosen == backgrounds.REMEDY:
        kinds = backgrounds.choices_of(catalogue, project_id)
        wanted = [one for kind in kinds.values() for one in kind]
        return backgrounds.vary_backgrounds(
            catalogue, ids, wanted, progress=progress, cancelled=cancelled
        )
    if REMEDIES[chosen].rewrites:
        texts = propose_texts(catalogue, project_id, chosen, ids, max_length=max_length)
        return keep_texts(catalogue, texts, chosen)
    if chosen in ("fill_captions", "add_trigger", "drop_common_words", "name_alike"):
        return mend_captions(catalogue, project_id, ids, chosen)
    if chosen == "split_again":
        return split_again(catalogue, ids)
    if chosen == "thin_out":
        return thin_out(catalogue, project_id, ids)
    return set_aside(catalogue, ids)


def undo(catalogue: Catalogue, mended: Mended) -> tuple[None, Changes]:
    """Take back what a remedy did, byte for byte; what somebody has changed since stays."""
    with catalogue.writing() as session:
        undoing.put_captions_back(session, mended.captions, mended.captioned)
        versions.take_back(session, mended.made)
        items.to_bin(session, undoing.there(session, mended.added))
        items.ignore(session, undoing.there(session, mended.set_aside), False)
        undoing.put_held_out_back(session, mended.held_out)
    return None, mended.changes


def open_findings(findings: Sequence[FindingRecord], code: str) -> list[FindingRecord]:
    """Findings of a check that nobody decided to live with.

    Raises:
        KnownError: kind "not_found", with the codes there are.
    """
    found = [one for one in findings if one.finding.code == code and not one.ignored]
    if found:
        return found
    codes = ", ".join(dict.fromkeys(
        one.finding.code for one in findings if not one.ignored and remedies_for(one.finding)
    ))  # fmt: skip
    raise KnownError(
        say("Nothing was found under “{code}”.", code=code),
        say("Can be mended: {codes}.", codes=codes) if codes else say("Nothing needs mending."),
        kind="not_found",
    )


def _chosen(finding: Finding, remedy: str) -> str:
    names = [one.name for one in remedies_for(finding)]
    if names and (not remedy or remedy in names):
        return remedy or names[0]
    raise KnownError(
        say("There is no such remedy for “{code}”.", code=finding.code),
        say("Choose one of: {names}.", names=", ".join(names)) if names else finding.hint,
        kind="bad_request",
    )


def _context(
    project: ProjectRecord, max_length: int, count_tokens: Callable[[str], int] | None
) -> CheckContext:
    return CheckContext(
        max_length=max_length, count_tokens=count_tokens, language=project.language,
        trigger=project.trigger, words=words_of(project),
    )  # fmt: skip
