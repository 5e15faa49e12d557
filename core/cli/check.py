"""`check`: what is wrong with the photos and texts, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.actions import checks, photo_mending, remedies
from core.actions.looking_closer import look_closer
from core.actions.mend_all import AllMended, mend_all
from core.catalogue import listing
from core.catalogue.records import FindingRecord, ItemKind, ProjectRecord
from core.catalogue.store import Catalogue
from core.cli.desk import Commands, Desk, kind_of, leaf, whole
from core.cli.terminal import Terminal
from core.datasets.checks import light, what_turns_green
from core.datasets.remedies import REMEDIES, remedies_for
from core.datasets.set_score import SetScore
from core.errors import KnownError
from core.language import say, say_many
from core.preferences import load

_LIGHTS = {"ready": "ready", "attention": "needs attention", "blocks": "not ready"}


def add(commands: Commands) -> None:
    """The command."""
    parser = leaf(commands, "check", "look for faults in photos and texts", _run, project=True)
    parser.add_argument("kind", nargs="?", type=kind_of, help="photos or texts; both without it")
    parser.add_argument("--size", type=whole, default=256, help="training size of photos in px")
    parser.add_argument(
        "--quick",
        action="store_true",
        help="do not look closer: read nothing in photos that was not read yet",
    )
    parser.add_argument("--ignore", type=whole, metavar="NUMBER", help="live with this finding")
    parser.add_argument("--reason", default="", help="why it may be ignored")
    parser.add_argument("--mend", metavar="CODE", help="carry out the remedy of these findings")
    parser.add_argument("--mend-all", action="store_true",
                        help="mend all that needs nobody's judgement")  # fmt: skip
    parser.add_argument("--remedy", default="", help="another remedy than the first one")
    parser.add_argument(
        "--original", type=whole, metavar="NUMBER", nargs="+",
        help="put these photos or texts back as they came in",
    )  # fmt: skip


def _run(desk: Desk) -> dict[str, Any]:
    kinds: Sequence[ItemKind] = checks.BOTH
    if desk.args.kind:
        kinds = ("photo",) if desk.args.kind == "image" else ("text",)
    with desk.catalogue() as catalogue:
        project = desk.project(catalogue)
        if desk.args.ignore is not None:
            checks.ignore(catalogue, project.id, desk.args.ignore, desk.args.reason)
            desk.terminal.say(f"Finding {desk.args.ignore} is ignored from now on.")
            return {"ignored": desk.args.ignore}
        if desk.args.original:
            desk.require_items(catalogue, project, desk.args.original, "photo", "text")
            return _put_back(desk, catalogue)
        _require_content(catalogue, project, kinds)

        def look() -> list[FindingRecord]:
            return _look(desk, catalogue, project.id, kinds)

        if desk.args.mend_all:
            _mend_all(desk, mend_all(catalogue, project.id, kinds, look=look)[0])
        found = look()
        if desk.args.mend:
            return _mend(desk, catalogue, found)
        with catalogue.reading() as session:
            photos = listing.tally(session, project.id)["photo"].used
    return _told(desk, project.name, found, photos if "photo" in kinds else 0)


def _require_content(
    catalogue: Catalogue, project: ProjectRecord, kinds: Sequence[ItemKind]
) -> None:
    """Where nothing is, nothing is found; that must not be told as ready."""
    with catalogue.reading() as session:
        counts = listing.tally(session, project.id)
    if not any(counts[kind].used for kind in kinds):
        raise KnownError(
            say("There is nothing to check in “{project}”.", project=project.name),
            say("Import photos or texts, or use those again that are set aside."),
            kind="not_found",
        )


def _look(
    desk: Desk, catalogue: Catalogue, project_id: int, kinds: Sequence[ItemKind]
) -> list[FindingRecord]:
    """Measure everything, then look closer at photos that were not looked at yet."""
    bar, size = desk.terminal.bar("Looking at photos"), desk.args.size
    found, _ = checks.run(catalogue, project_id, kinds, resolution=size, progress=bar.show)
    bar.close()
    if desk.args.quick or "photo" not in kinds or load().look_closer == "off":
        return found
    closer = desk.terminal.bar("Looking closer")

    def judge(note: str) -> list[FindingRecord]:
        return checks.run(catalogue, project_id, ["photo"], resolution=size, looks_note=note)[0]

    photos, _ = look_closer(catalogue, project_id, judge, progress=closer.show)
    closer.close()
    if photos is None:
        return found
    return [*photos, *(one for one in found if one.scope != "photo")]


def _told(desk: Desk, name: str, found: Sequence[FindingRecord], photos: int) -> dict[str, Any]:
    """Print what was found and how good so many photos are; the same for machines."""
    show_findings(desk.terminal, found)
    open_ones = [one.finding for one in found if not one.ignored]
    worst = light(open_ones)
    desk.terminal.say(f"“{name}” {'is' if worst == 'ready' else 'is:'} {_LIGHTS[worst]}.")
    scored = checks.score(found, photos) if photos else None
    if scored is not None:
        show_score(desk.terminal, scored)
    todo = what_turns_green(open_ones)
    for number, hint in enumerate(todo, start=1):
        desk.terminal.say(f"  {number}. {hint}")
    shown = [one for one in open_ones if one.severity != "ready"]
    if codes := list(dict.fromkeys(one.code for one in shown if remedies_for(one))):
        desk.terminal.say(say("To mend: check --mend {codes}", codes=" | ".join(codes)))
    return {
        "light": worst,
        "findings": [finding_json(one) for one in found],
        "what_turns_green": todo,
        "score": score_json(scored) if scored is not None else None,
        "warnings": count_codes(found),
    }


def _mend(desk: Desk, catalogue: Catalogue, found: Sequence[FindingRecord]) -> dict[str, Any]:
    """Each open finding with the code; the originals stay, `--original` puts them back."""
    done = []
    for one in remedies.open_findings(found, desk.args.mend):
        if not remedies_for(one.finding) and not desk.args.remedy:
            raise KnownError(one.finding.say, one.finding.hint, kind="bad_request")
        mended, _ = remedies.mend(catalogue, one.project_id, one.finding, desk.args.remedy)
        desk.terminal.say(
            say_many(
                "{remedy}: {count} item changed.",
                "{remedy}: {count} items changed.",
                len(mended.changed),
                remedy=REMEDIES[mended.remedy].button,
            )
        )
        if mended.left:
            desk.terminal.say(
                say_many(
                    "{count} item stays as it is: nothing would be gained.",
                    "{count} items stay as they are: nothing would be gained.",
                    len(mended.left),
                )
            )
        done.append(
            {
                "remedy": mended.remedy, "changed": sorted(mended.changed),
                "left": list(mended.left), "set_aside": list(mended.set_aside),
            }
        )  # fmt: skip
    return {"mended": done}


def _mend_all(desk: Desk, mended: AllMended) -> None:
    for one in mended.parts:
        desk.terminal.say(
            say_many(
                "{remedy}: {count} item changed.",
                "{remedy}: {count} items changed.",
                len(one.changed),
                remedy=REMEDIES[one.remedy].button,
            )
        )


def _put_back(desk: Desk, catalogue: Catalogue) -> dict[str, Any]:
    mended, _ = photo_mending.back_to_original(catalogue, desk.args.original)
    desk.terminal.say(
        say_many(
            "{count} item is as it came in.", "{count} items are as they came in.",
            len(mended.revised),
        )
    )  # fmt: skip
    return {"changed": sorted(mended.revised)}


def show_findings(terminal: Terminal, findings: Sequence[FindingRecord]) -> None:
    """One line each; what is only told ("ready") is left out."""
    for one in findings:
        finding = one.finding
        if finding.severity != "ready":
            state = "ignored" if one.ignored else _LIGHTS[finding.severity]
            terminal.say(f"[{one.id}] {state}: {finding.say} {finding.why}".rstrip())


def show_score(terminal: Terminal, scored: SetScore) -> None:
    """The score, what would raise it most, and what goes wrong if nothing is done."""
    terminal.say(say("The photos have {points} of 100 points.", points=scored.points))
    for gain in scored.gains:
        terminal.say(f"  +{gain.points}: {gain.hint}")
    if scored.forecast:
        terminal.say(scored.forecast)


def score_json(scored: SetScore) -> dict[str, Any]:
    """A score for machines."""
    return {
        "points": scored.points,
        "gains": [
            {"code": one.code, "hint": one.hint, "points": one.points} for one in scored.gains
        ],
        "forecast": scored.forecast,
    }


def finding_json(one: FindingRecord) -> dict[str, Any]:
    """A finding for machines."""
    finding = one.finding
    return {
        "id": one.id, "kind": one.scope, "code": finding.code, "severity": finding.severity,
        "say": finding.say, "hint": finding.hint, "why": finding.why, "items": finding.items,
        "ignored": one.ignored,
    }  # fmt: skip


def count_codes(findings: Sequence[FindingRecord]) -> dict[str, int]:
    """How many items each warning concerns; one that concerns the set as a whole counts as 1."""
    counts: dict[str, int] = {}
    for one in findings:
        if one.finding.severity != "ready":
            code = one.finding.code
            counts[code] = counts.get(code, 0) + max(1, len(one.finding.items))
    return counts
