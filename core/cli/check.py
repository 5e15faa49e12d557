"""`check`: what is wrong with the photos and texts, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.actions import checks
from core.catalogue.records import FindingRecord, ItemKind
from core.cli.desk import Commands, Desk, kind_of, leaf, whole
from core.cli.terminal import Terminal
from core.datasets.checks import light, what_turns_green

_LIGHTS = {"ready": "ready", "attention": "needs attention", "blocks": "not ready"}


def add(commands: Commands) -> None:
    """The command."""
    parser = leaf(commands, "check", "look for faults in photos and texts", _run, project=True)
    parser.add_argument("kind", nargs="?", type=kind_of, help="photos or texts; both without it")
    parser.add_argument("--size", type=whole, default=256, help="training size of photos in px")
    parser.add_argument("--ignore", type=whole, metavar="NUMBER", help="live with this finding")
    parser.add_argument("--reason", default="", help="why it may be ignored")


def _run(desk: Desk) -> dict[str, Any]:
    kinds: Sequence[ItemKind] = checks.BOTH
    if desk.args.kind:
        kinds = ("photo",) if desk.args.kind == "image" else ("text",)
    bar = desk.terminal.bar("Looking at photos")
    with desk.catalogue() as catalogue:
        project = desk.project(catalogue)
        if desk.args.ignore is not None:
            checks.ignore(catalogue, project.id, desk.args.ignore, desk.args.reason)
            desk.terminal.say(f"Finding {desk.args.ignore} is ignored from now on.")
            return {"ignored": desk.args.ignore}
        found, _ = checks.run(
            catalogue, project.id, kinds, resolution=desk.args.size, progress=bar.show
        )
        bar.close()
    show_findings(desk.terminal, found)
    open_ones = [one.finding for one in found if not one.ignored]
    worst = light(open_ones)
    desk.terminal.say(f"“{project.name}” {'is' if worst == 'ready' else 'is:'} {_LIGHTS[worst]}.")
    todo = what_turns_green(open_ones)
    for number, hint in enumerate(todo, start=1):
        desk.terminal.say(f"  {number}. {hint}")
    return {
        "light": worst,
        "findings": [finding_json(one) for one in found],
        "what_turns_green": todo,
        "warnings": count_codes(found),
    }


def show_findings(terminal: Terminal, findings: Sequence[FindingRecord]) -> None:
    """One line each; what is only told ("ready") is left out."""
    for one in findings:
        finding = one.finding
        if finding.severity != "ready":
            state = "ignored" if one.ignored else _LIGHTS[finding.severity]
            terminal.say(f"[{one.id}] {state}: {finding.say} {finding.why}".rstrip())


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
