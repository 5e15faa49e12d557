"""Every text is translated, with the same places, and nothing is said without being looked up."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAID = {
    "KnownError": (0, 1, "say", "hint"),
    "Failed": (1, 2, "say", "hint"),
    "Finding": ("say", "hint", "why"),
    "text_finding": ("say", "hint", "why"),
    "Notice": (1, "say"),
    "Phase": (1, "say"),
    "Note": (0, 1, "say", "hint"),
    "SetAside": (1, 2, "say", "hint"),
    "phase": (1,),
    "notice": (1,),
}
"""Calls that hand a sentence to a reader, and where it stands in them."""
LOOKED_UP = {"say", "say_many"}


@pytest.fixture
def core_sentences(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    return importlib.import_module("core_sentences")


@pytest.fixture
def window_texts(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    return importlib.import_module("window_texts")


def test_every_sentence_of_the_core_is_translated(core_sentences: ModuleType) -> None:
    assert [
        fault for code in core_sentences.TRANSLATED for fault in core_sentences.faults(code)
    ] == []


def test_every_text_of_the_window_is_translated(window_texts: ModuleType) -> None:
    assert window_texts.faults() == []


def test_sentences_are_found_where_they_are_literals(core_sentences: ModuleType) -> None:
    code = """
say("One.", name=name)
say_many("{count} a", "{count} b", n)
WORDS = {"x": later("Two")}
rank: int = setting(1, "Label", "Help.", unit="px")
say(variable)
"""
    found = {(one.one, one.plural) for one in core_sentences.in_code(code)}
    assert found == {
        ("One.", ""), ("{count} a", "{count} b"), ("Two", ""), ("Label", ""), ("Help.", ""),
        ("px", ""),
    }  # fmt: skip


def test_a_translation_with_other_places_is_found(core_sentences: ModuleType) -> None:
    assert core_sentences._differs("{name} and {size:.1f}", "{size:.0f} und {name}") is False
    assert core_sentences._differs("{name}", "{nam}") is True
    assert core_sentences._differs(("{count} a", "{count} b"), ("ein A", "{count} B")) is False


def test_no_sentence_reaches_a_reader_untranslated() -> None:
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{line}"
        for folder in ("core", "desktop_app")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for line in _untranslated(ast.parse(path.read_text("utf-8")))
    ]
    assert found == []


def test_the_search_for_untranslated_sentences_finds_them() -> None:
    code = """
KnownError("Literal.", say("Fine."))
KnownError(say(f"{x} is"), say("Fine."))
Notice("code", f"{x} formatted")
Finding(code="x", say=say("a") if x else "b")
KnownError(error.say, "")
"""
    assert sorted(_untranslated(ast.parse(code))) == [2, 3, 4, 5]


def _untranslated(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        given = [one for one in map(_at(node), SAID.get(name, ())) if one is not None]
        if name in LOOKED_UP and isinstance(node.func, ast.Name):
            if any(isinstance(one, ast.JoinedStr) for one in node.args):
                yield node.lineno
        elif any(_is_bare(one) for one in given):
            yield node.lineno


def _at(node: ast.Call):
    def found(place: int | str) -> ast.expr | None:
        if isinstance(place, int):
            return node.args[place] if place < len(node.args) else None
        return next((one.value for one in node.keywords if one.arg == place), None)

    return found


def _is_bare(node: ast.expr) -> bool:
    """A literal with words, or one put together; names and calls are somebody else's."""
    if isinstance(node, ast.IfExp):
        return _is_bare(node.body) or _is_bare(node.orelse)
    if isinstance(node, ast.JoinedStr):
        words = (one.value for one in node.values if isinstance(one, ast.Constant))
        return any(str(word).strip(" .,:;()“”") for word in words)
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return is_text and any(sign.isalpha() for sign in ast.literal_eval(node))
