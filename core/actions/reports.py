"""A problem report: what it contains is shown as it will be saved, and nothing is sent.

Versions, hardware, settings and the last lines of the logs, redacted; no photos, no texts, no names
of brands. It works without an open library, because that is when it is needed most.
"""

from __future__ import annotations

import io
import json
import platform
import sqlite3
import sys
import zipfile
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path

import core
from core.actions.redaction import Redactor
from core.catalogue import adapters, projects
from core.catalogue.store import Catalogue, utcnow
from core.errors import KnownError
from core.files import write_bytes
from core.jobs.hardware import Hardware
from core.language import later, say
from core.paths import Library
from core.preferences import Preferences

WORDS_FILE = "words.txt"
LINES = 200
"""Last lines kept of each log."""
LOGS = 3
"""Newest trainings whose logs are looked at."""
_TAIL = 256_000
"""Bytes read from the end of a log."""
_LIBRARIES = (
    "PySide6-Essentials", "torch", "diffusers", "transformers", "peft", "accelerate",
    "safetensors", "numpy", "pillow", "SQLAlchemy",
)  # fmt: skip
_PRIVATE = ("library", "engine_python")
"""Preferences that are places: only whether they are set is told."""


@dataclass(frozen=True)
class Section:
    """One file of the report; `text` is exactly what is saved."""

    title: str
    file: str
    text: str


@dataclass(frozen=True)
class Report:
    """Everything that would be saved."""

    sections: tuple[Section, ...]
    made: datetime

    @property
    def file_name(self) -> str:
        """A name for the file, without anything personal."""
        return f"signet-report-{self.made:%Y%m%d-%H%M}.zip"


def private_words(catalogue: Catalogue) -> list[str]:
    """Names out of the catalogue that must not appear in a report, the bin's included."""
    with catalogue.reading() as session:
        brands = projects.list_all(session, include_binned=True)
        taught = adapters.list_all(session, include_binned=True)
    words = [word for one in brands for word in (one.name, one.trigger, one.class_word)]
    return words + [word for one in taught for word in (one.name, one.trigger)]


def compose(
    library: Library,
    preferences: Preferences,
    hardware: Hardware,
    redact: Redactor,
    *,
    note: str = "",
    made: datetime | None = None,
) -> Report:
    """Collect the report; reads logs, so not for the window's thread.

    Args:
        note: what the user wrote about the problem; saved as it is.
    """
    sections = [
        _section(later("Your words"), WORDS_FILE, note.strip()),
        _section(later("Versions"), "versions.txt", _versions()),
        _section(later("This computer"), "computer.txt", _computer(hardware)),
        _section(later("Settings"), "settings.txt", _settings(preferences)),
    ]
    for file in _logs(library):
        inside = file.relative_to(library.root)
        text = redact("\n".join(_tail(file)))
        name = f"log-{len(sections) - 3}.txt"
        title = later("Last lines of a training's log")
        if inside.parts[0] == library.logs.name:
            title, name = later("Last lines of the program's log"), f"log-{file.stem}.txt"
        sections.append(_section(title, name, text))
    return Report(tuple(one for one in sections if one.text), made or utcnow())


def save(report: Report, target: Path) -> Path:
    """Write the report as a ZIP file, whole or not at all.

    Raises:
        KnownError: there is no room, or writing is not allowed there.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in report.sections:
            archive.writestr(one.file, one.text + "\n")
    try:
        write_bytes(target, buffer.getvalue())
    except OSError as error:
        raise KnownError(
            say("The report could not be saved as “{name}”.", name=target.name),
            say("Choose another folder."),
            detail=str(error),
        ) from error
    return target


def _section(title: str, file: str, text: str) -> Section:
    return Section(say(title), file, text)


def _versions() -> str:
    lines = [
        f"Signet {core.__version__}",
        f"Python {platform.python_version()}",
        f"SQLite {sqlite3.sqlite_version}",
        f"System {platform.system()} {platform.release()} {platform.machine()}",
    ]
    for name in _LIBRARIES:
        try:
            lines.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            lines.append(f"{name} -")
    return "\n".join(lines)


def _computer(hardware: Hardware) -> str:
    values = asdict(hardware)
    return "\n".join(
        f"{name}: {value:.1f}" if isinstance(value, float) else f"{name}: {value or '-'}"
        for name, value in values.items()
    )


def _settings(preferences: Preferences) -> str:
    values = asdict(preferences)
    for name in _PRIVATE:
        values[name] = "(own)" if values.get(name) else "(usual)"
    values["frozen"] = bool(getattr(sys, "frozen", False))
    return json.dumps(values, indent=2, sort_keys=True)


def _logs(library: Library) -> list[Path]:
    """The program's own logs, then those of the newest trainings."""
    own = [one for one in library.logs.glob("*") if one.suffix in (".txt", ".log")]
    runs = sorted(library.runs.glob("*/log.txt"), key=_changed, reverse=True)
    return [*sorted(own, key=_changed, reverse=True), *runs[:LOGS]]


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # went away meanwhile
        return 0.0


def _tail(path: Path) -> list[str]:
    try:
        with path.open("rb") as handle:
            handle.seek(0, 2)
            handle.seek(max(0, handle.tell() - _TAIL))
            text = handle.read().decode("utf-8", "replace")
    except OSError as error:
        return [f"(cannot be read: {error.strerror})"]
    return text.splitlines()[-LINES:]
