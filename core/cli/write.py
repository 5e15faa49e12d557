"""`write`: texts for jobs of marketing from forms, with remarks; the brand's own words."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

from core.actions import forms, generation, projects, remarks, taking
from core.catalogue.records import ProjectRecord, ResultRecord
from core.cli import generate
from core.cli.desk import Commands, Desk, group, leaf, whole
from core.datasets.claims import Claim, kind_name
from core.errors import KnownError
from core.exporting.text_limits import TextLimit, all_limits
from core.language import say


def add(commands: Commands) -> None:
    """The noun with its commands."""
    nouns = group(commands, "write", "texts for jobs of marketing, with remarks")
    leaf(nouns, "forms", "which forms there are and what they ask for", _forms)
    parser = leaf(nouns, "form", "fill in a form and see the texts", _form, project=True)
    parser.add_argument("form", help="such as product, post or slogan")
    parser.add_argument("--set", action="append", default=[], dest="values", metavar="FIELD=VALUE",
                        help="fill in a field; @FILE reads it from a file")  # fmt: skip
    parser.add_argument("--language", default="", help="of the text, such as de")
    parser.add_argument("--limit", default="", metavar="CHANNEL",
                        help="longest it may be, such as x_post")  # fmt: skip
    generate.options(parser)
    parser = leaf(nouns, "check", "remarks on a text that is there already", _check, project=True)
    parser.add_argument("file", type=Path, help="a plain text")
    parser.add_argument("--given", type=Path, help="the brief or the facts it is written from")
    parser.add_argument("--limit", default="", metavar="CHANNEL")
    parser = leaf(nouns, "words", "the brand's names, words not to use, allowed claims", _words,
                  project=True)  # fmt: skip
    parser.add_argument("--term", action="append", metavar="NAME[: WRONG, WRONG]")
    parser.add_argument("--ban", action="append", metavar="WORD[: INSTEAD]")
    parser.add_argument("--allow", action="append", metavar="WORDING",
                        help="a claim the brand has proof for")  # fmt: skip
    parser.add_argument("--clear", action="store_true", help="begin with empty lists")

    _judging(nouns)


def _judging(nouns: Commands) -> None:
    parser = leaf(nouns, "rate", "give a result 1 to 5 stars", _rate)
    parser.add_argument("result", type=whole)
    parser.add_argument("stars", type=whole)
    parser = leaf(nouns, "edit", "keep another wording of a result", _edit)
    parser.add_argument("result", type=whole)
    parser.add_argument("text", help="the wording; @FILE reads it from a file")
    parser = leaf(nouns, "take", "let the brand learn from results", _take)
    parser.add_argument("result", type=whole, nargs="+")
    parser.add_argument("--by", required=True, metavar="NAME", help="who approves it")
    parser.add_argument("--text", default="", help="in this wording; @FILE reads it from a file")
    parser.add_argument("--kind", default="", help="product, post, letter, support, line or text")


def _rate(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        made, _ = generation.rate(catalogue, desk.args.result, desk.args.stars or None)
    desk.terminal.say(say("Result {number}: {stars} of 5.", number=made.id, stars=made.rating or 0))
    return {"result": made.id, "rating": made.rating}


def _edit(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        taking.edit(catalogue, desk.args.result, _wording(desk.args.text))
    desk.terminal.say(say("The wording is kept; what was made stays beside it."))
    return {"result": desk.args.result}


def _take(desk: Desk) -> dict[str, Any]:
    args, taken = desk.args, []
    if args.text and len(args.result) > 1:
        raise KnownError(
            say("One wording cannot be that of several results."),
            say("Take them one by one, or leave --text out."),
            kind="bad_request",
        )
    with desk.catalogue() as catalogue:
        for number in args.result:
            made, _ = taking.take(
                catalogue, number, who=args.by, body=_wording(args.text), kind=args.kind
            )
            desk.terminal.say(say("Text {number} is among the brand's texts.", number=made.id))
            desk.terminal.say(taking.told_source(made))
            taken.append({"text": made.id, "kind": made.text_kind, "source": made.facts})
    return {"taken": taken}


def _wording(told: str) -> str:
    return _read(Path(told[1:])) if told.startswith("@") else told


def _forms(desk: Desk) -> dict[str, Any]:
    for one in forms.FORMS:
        desk.terminal.say(f"{one.key}: {one.said_name}. {one.said_purpose}")
        rows = [
            (f"    {field.key}{'' if field.required else ' (may be empty)'}", field.said_help)
            for field in one.fields
        ]
        desk.terminal.table(rows, "")
        if one.limits:
            desk.terminal.say(f"    --limit: {', '.join(one.limits)}")
    return {
        "forms": [
            {
                "key": one.key, "name": one.said_name, "purpose": one.said_purpose,
                "fields": [
                    {"key": f.key, "label": f.said_label, "help": f.said_help, "kind": f.kind,
                     "required": f.required, "default": f.default} for f in one.fields
                ],
                "limits": list(one.limits), "variations": one.variations,
            }
            for one in forms.FORMS
        ]
    }  # fmt: skip


def _form(desk: Desk) -> dict[str, Any]:
    form = forms.find(desk.args.form)
    values = dict(_filled(told) for told in desk.args.values)
    with desk.catalogue() as catalogue:
        project = desk.project(catalogue)
        job = forms.prepare(
            form, values, project, language=desk.args.language, limit=desk.args.limit
        )
        seeds = desk.args.seed or list(range(1, form.variations + 1))
        grid = generate.grid_of(desk, catalogue, project.id, "text", [job.prompt], seeds)
        board, results = generate.carry_out(desk, catalogue, project.id, grid)
    words = remarks.words_of(project)
    shown = []
    for one in results:
        found = remarks.look_at(
            one.text, given=job.given, words=words, limit=job.limit, language=job.language
        )
        _show(desk, one, found)
        shown.append({**_result(one), "remarks": [_remark(claim) for claim in found]})
    return {"board": board.id, "prompt": job.prompt, "results": shown}


def _check(desk: Desk) -> dict[str, Any]:
    text = _read(desk.args.file)
    given = _read(desk.args.given) if desk.args.given else None
    with desk.catalogue() as catalogue:
        project = desk.project(catalogue)
    words = remarks.words_of(project)
    limit = limit_of(desk.args.limit)
    found = remarks.look_at(text, given=given, words=words, limit=limit)
    tell(desk, found)
    if not found:
        desk.terminal.say(say("Nothing in it needs a second look."))
    return {"remarks": [_remark(claim) for claim in found]}


def _words(desk: Desk) -> dict[str, Any]:
    given = {"terms": desk.args.term, "banned": desk.args.ban, "allowed": desk.args.allow}
    with desk.catalogue() as catalogue:
        project = desk.project(catalogue)
        if desk.args.clear or any(given.values()):
            kept = {} if desk.args.clear else project.words
            lines = {
                key: "\n".join([*kept.get(key, "").splitlines(), *(more or [])])
                for key, more in given.items()
            }
            projects.set_words(catalogue, project.id, **lines)
            project = _again(desk, catalogue, project)
    for key, label in (
        ("terms", say("Names and terms")),
        ("banned", say("Words not to use")),
        ("allowed", say("Claims with proof")),
    ):
        shown = ", ".join(project.words.get(key, "").splitlines())
        desk.terminal.say(f"{label}: {shown or '–'}")
    return {"words": project.words}


def _again(desk: Desk, catalogue: Any, project: ProjectRecord) -> ProjectRecord:
    desk.args.project = str(project.id)
    return desk.project(catalogue)


def limit_of(key: str) -> TextLimit | None:
    """The text limit with this key; None for an empty one.

    Raises:
        KnownError: kind "not_found", naming those there are.
    """
    if not key:
        return None
    if key not in all_limits():
        raise KnownError(
            say("There is no channel “{name}” for texts.", name=key),
            say("There is: {names}.", names=", ".join(all_limits())),
            kind="not_found",
        )
    return all_limits()[key]


def tell(desk: Desk, found: list[Claim]) -> None:
    """One line a remark."""
    for one in found:
        desk.terminal.say(f"    ! {kind_name(one.kind)}: {one.say} {one.hint}")


def _show(desk: Desk, one: ResultRecord, found: list[Claim]) -> None:
    desk.terminal.say(f"[{one.id}] {one.mix.get('name', '')}, seed {one.seed}")
    desk.terminal.say(textwrap.indent(_marked(one.text, found), "    "))
    tell(desk, found)


def _marked(text: str, found: list[Claim]) -> str:
    """The text with [brackets] around what is remarked on."""
    parts, at = [], 0
    for one in sorted(found, key=lambda claim: claim.start):
        if one.start >= at and one.kind != "length":
            parts += [text[at : one.start], "[", one.words, "]"]
            at = one.end
    return "".join([*parts, text[at:]])


def _filled(told: str) -> tuple[str, str]:
    key, joint, value = told.partition("=")
    if not joint:
        raise KnownError(
            say("“{told}” fills in nothing.", told=told),
            say("Write it as FIELD=VALUE."),
            kind="bad_request",
        )
    return key.strip(), _wording(value)


def _read(file: Path) -> str:
    try:
        return file.expanduser().read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise KnownError(
            say("The text in “{name}” cannot be read.", name=file.name),
            say("Save it as a plain text file in UTF-8."),
            detail=str(error),
        ) from error


def _remark(one: Claim) -> dict[str, Any]:
    return {
        "kind": one.kind, "start": one.start, "end": one.end, "words": one.words,
        "say": one.say, "hint": one.hint,
    }  # fmt: skip


def _result(one: ResultRecord) -> dict[str, Any]:
    return {"id": one.id, "mix": one.mix.get("name", ""), "seed": one.seed, "text": one.text}
