"""The sentences of `core`: found in its source, kept in one .po file a language, compiled to .mo.

A sentence is found where it is a literal: in `say`, `say_many` and `later`, in the declarations of
settings and checks, and in the tables of channels. It is looked up by its English words.
"""

from __future__ import annotations

import ast
import io
import re
import string
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "resources" / "languages" / "core"
TRANSLATED = ("de",)
DECLARED = {
    "say": (0,),
    "later": (0,),
    "setting": (1, 2, "label", "help", "unit"),
    "picture_check": ("title", "sentence"),
    "text_check": ("title", "sentence"),
}
"""Calls whose literal arguments are sentences, by place or name."""
_TABLES = ("channels", "claims", "text_limits")
_WORDS = ("name", "note", "platform", "why")
_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)  # a date that moved would change the file each time
_LETTERS = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True)
class Sentence:
    """A template; `plural` is empty for most."""

    one: str
    plural: str = ""


def in_source(root: Path = ROOT) -> dict[Sentence, str]:
    """Every sentence with the file it stands in first."""
    found: dict[Sentence, str] = {}
    for path in sorted((root / "core").rglob("*.py")):
        place = path.relative_to(root).as_posix()
        for sentence in in_code(path.read_text("utf-8")):
            found.setdefault(sentence, place)
    for folder in _TABLES:
        for path in sorted((root / "resources" / folder).glob("*.toml")):
            for word in _words_of(tomllib.loads(path.read_text("utf-8"))):
                found.setdefault(Sentence(word), path.relative_to(root).as_posix())
    return found


def in_code(source: str) -> Iterator[Sentence]:
    """The sentences of one file."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id == "say_many":
            one, many = (_literal(argument) for argument in node.args[:2])
            if one and many:
                yield Sentence(one, many)
            continue
        for place in DECLARED.get(node.func.id, ()):
            if text := _literal(_argument(node, place)):
                yield Sentence(text)


def places_in(template: str) -> set[str]:
    """Names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def update(code: str) -> None:
    """Take new sentences into the .po file, drop those that are gone, compile."""
    path = HOME / f"{code}.po"
    old = _read(path, code) if path.is_file() else Catalog(locale=code)
    new = _empty(code)
    for sentence, place in sorted(in_source().items(), key=lambda item: (item[1], item[0].one)):
        known = old.get(sentence.one)
        key: str | tuple[str, str] = sentence.one
        if sentence.plural:
            key = (sentence.one, sentence.plural)
        kept = known is not None and known.string and known.pluralizable == bool(sentence.plural)
        new.add(key, known.string if kept and known else None, locations=[(place, None)])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_written(new))
    path.with_suffix(".mo").write_bytes(_compiled(new))


def faults(code: str) -> list[str]:
    """What is missing, left over, differs in its places, or was not compiled; empty when sound."""
    path = HOME / f"{code}.po"
    if not path.is_file():
        return [f"{path.name} does not exist"]
    catalogue = _read(path, code)
    wanted = in_source()
    found = [
        f"{code}.po: not translated ({place}): {one.one}"
        for one, place in wanted.items()
        if not _is_whole(catalogue, one)
    ]
    ids = {sentence.one for sentence in wanted}
    for message in catalogue:
        if not message.id:
            continue
        one = message.id[0] if message.pluralizable else message.id
        if one not in ids:
            found.append(f"{code}.po: no longer said: {one}")
        found += [f"{code}.po: other places in: {one}"] * _differs(message.id, message.string)
    compiled = path.with_suffix(".mo")
    if not compiled.is_file() or compiled.read_bytes() != _compiled(catalogue):
        found.append(f"{compiled.name} is not compiled from {path.name}")
    return found


def _is_whole(catalogue: Catalog, sentence: Sentence) -> bool:
    message = catalogue.get(sentence.one)
    if message is None or message.fuzzy or message.pluralizable != bool(sentence.plural):
        return False
    strings = message.string if message.pluralizable else (message.string,)
    return all(strings)


def _differs(sources: str | tuple[str, ...], said: str | tuple[str, ...]) -> bool:
    before = (sources,) if isinstance(sources, str) else sources
    after = (said,) if isinstance(said, str) else said
    wanted = set().union(*map(places_in, before))
    # A singular may do without its number: "1 photo" or "one photo".
    return any(
        one and places_in(one) - {"count"} != wanted - {"count"}
        for one in after
    )  # fmt: skip


def _empty(code: str) -> Catalog:
    return Catalog(
        locale=code, project="Signet", version="core", header_comment="", fuzzy=False,
        creation_date=_BEGINNING, revision_date=_BEGINNING, last_translator="", language_team="",
    )  # fmt: skip


def _read(path: Path, code: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=code)


def _written(catalogue: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=100, no_location=False, include_lineno=False)
    return buffer.getvalue()


def _compiled(catalogue: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def _argument(node: ast.Call, place: int | str) -> ast.expr | None:
    if isinstance(place, int):
        return node.args[place] if place < len(node.args) else None
    return next((one.value for one in node.keywords if one.arg == place), None)


def _literal(node: ast.expr | None) -> str:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return str(node.value) if is_text and isinstance(node, ast.Constant) else ""


def _words_of(table: dict[str, object]) -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _words_of(value)
        elif key in _WORDS and isinstance(value, str) and _LETTERS.search(value):
            yield value
