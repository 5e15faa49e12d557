"""The texts of the window: gathered by Qt's lupdate into .ts files, compiled by lrelease to .qm.

English needs a file too, for its plurals: "%n photo(s)" in the source is "1 photo" or "3 photos".
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "desktop_app"
HOME = ROOT / "resources" / "languages" / "window"
CODES = ("en", "de")
_PLACES = re.compile(r"\{\w*[^{}]*\}|%n|%L?\d")
_NO_NUMBER = {"%n"}  # "one photo" may do without the number


def update() -> None:
    """Write the .ts files anew, keep what is translated, compile."""
    HOME.mkdir(parents=True, exist_ok=True)
    for code in CODES:
        _gather(code, HOME / f"{code}.ts")
        _compile(HOME / f"{code}.ts", HOME / f"{code}.qm")


def faults() -> list[str]:
    """What is stale, unfinished, left over, has other places, or was not compiled."""
    found: list[str] = []
    for code in CODES:
        path = HOME / f"{code}.ts"
        if not path.is_file():
            found.append(f"{path.name} does not exist")
            continue
        found += [f"{path.name}: {fault}" for fault in _faults_of(path)]
        with tempfile.TemporaryDirectory() as folder:
            fresh = Path(folder) / path.name
            fresh.write_bytes(path.read_bytes())
            _gather(code, fresh)
            wanted, there = dict(_messages(fresh)), dict(_messages(path))
            found += [f"{path.name}: not gathered: {key}" for key in wanted.keys() - there.keys()]
            found += [f"{path.name}: no longer said: {key}" for key in there.keys() - wanted.keys()]
            made = Path(folder) / f"{code}.qm"
            _compile(path, made)
            compiled = HOME / f"{code}.qm"
            if not compiled.is_file() or compiled.read_bytes() != made.read_bytes():
                found.append(f"{compiled.name} is not compiled from {path.name}")
    return found


def _faults_of(path: Path) -> Iterator[str]:
    for (context, source, _), message in _messages(path):
        said = message.find("translation")
        if said is None or said.get("type"):
            yield f"{said.get('type') if said is not None else 'missing'}: {context}: {source}"
            continue
        forms = [form.text or "" for form in said.iter("numerusform")] or [said.text or ""]
        wanted = set(_PLACES.findall(source)) - _NO_NUMBER
        for form in forms:
            if not form:
                yield f"empty: {context}: {source}"
            elif set(_PLACES.findall(form)) - _NO_NUMBER != wanted:
                yield f"other places: {context}: {source}"


def _messages(path: Path) -> Iterator[tuple[tuple[str, str, str], ElementTree.Element]]:
    for context in ElementTree.parse(path).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            key = (name, message.findtext("source") or "", message.findtext("comment") or "")
            yield key, message


def _gather(code: str, target: Path) -> None:
    sources = sorted(path for path in SOURCES.rglob("*.py") if "__pycache__" not in path.parts)
    only = ["-pluralonly"] if code == "en" else []
    _run(
        "lupdate", *map(str, sources), "-no-obsolete", "-locations", "none", *only,
        "-source-language", "en", "-target-language", code, "-ts", str(target),
    )  # fmt: skip


def _compile(source: Path, target: Path) -> None:
    _run("lrelease", "-silent", str(source), "-qm", str(target))


def _run(tool: str, *arguments: str) -> None:
    program = Path(sys.executable).with_name(f"pyside6-{tool}")
    done = subprocess.run([str(program), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{tool}: {done.stdout}{done.stderr}")
