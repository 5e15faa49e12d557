"""What `bundles` is made of: what goes out of the library, what comes into it."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from core.adapters.files import CONFIG, WEIGHTS, adapter_hash
from core.catalogue import bundling, objects, projects
from core.catalogue.bundling import ORDER, Renaming, Row, RowFaultError
from core.catalogue.records import ProjectRecord
from core.catalogue.store import Catalogue
from core.contract.scoring import SCORECARD
from core.datasets.photo_reading import MAX_PIXELS
from core.datasets.upright import upright_size
from core.errors import KnownError
from core.exporting.bundles import Bundle
from core.language import say
from core.scorecard.card import card_path, read_card

Progress = Callable[[int, int], None]
_MAX_LINE = 64 << 20
"""Longest row, bytes."""
_PICTURES = ("PNG", "JPEG", "WEBP")


class Outgoing:
    """Collects what goes into a bundle: rows in files of their own, and where the files lie."""

    def __init__(self, catalogue: Catalogue, folder: Path) -> None:
        self._root = catalogue.library.root
        self._folder = folder
        self.rows: dict[str, Path] = {}
        self.files: dict[str, tuple[Path, str, str]] = {}
        """Member: (file, its SHA-256 or "", the name the user knows)."""
        self.counts: dict[str, int] = {}

    def spool(self, rows: Iterator[tuple[str, Row]]) -> None:
        for table in ORDER:
            path = self._folder / f"{table}.jsonl"
            path.touch()
            self.rows[f"rows/{table}.jsonl"] = path
        writers = {name: path.open("w", encoding="utf-8") for name, path in self.rows.items()}
        try:
            for table, row in rows:
                line = json.dumps(self._with_files(table, row), ensure_ascii=False, sort_keys=True)
                writers[f"rows/{table}.jsonl"].write(line + "\n")
                self.counts[table] = self.counts.get(table, 0) + 1
        finally:
            for writer in writers.values():
                writer.close()

    def size(self) -> int:
        """Bytes; also finds out what is missing before anything is written."""
        total = sum(path.stat().st_size for path in self.rows.values())
        for path, _, shown in self.files.values():
            if not path.is_file():
                raise KnownError(
                    say("The file of “{name}” is missing.", name=shown),
                    say("Connect its drive, or delete it from the project, then save again."),
                    detail=str(path),
                    kind="not_found",
                )
            total += path.stat().st_size
        return total

    def _with_files(self, table: str, row: Row) -> Row:
        """Notes the files of a row; the row names them as the bundle does."""
        match table:
            case "item":
                self._note(row["original_path"], row["original_sha"] or "", row["name"])
                self._note(row["working_path"], row["sha256"], row["name"])
            case "item_version" if row["working_path"]:
                self._note(row["working_path"], row["sha256"], Path(row["working_path"]).name)
            case "project":
                self._note(row["logo"], Path(row["logo"]).stem, row["name"])
            case "adapter":
                row = {**row, "file": self._adapter(row)}
            case "result" if row["file"]:
                name = f"results/{row['id']}{Path(row['file']).suffix.lower()}"
                shown = row["prompt"][:60]
                self.files[name] = (self._root / row["file"], row["sha256"], shown)
                row = {**row, "file": name}
        return row

    def _note(self, name: str, sha256: str, shown: str) -> None:
        if name:
            self.files[name] = (self._root / name, sha256, shown)

    def _adapter(self, row: Row) -> str:
        path, home = self._root / row["file"], f"adapters/{row['id']}"
        if not path.is_dir():
            self.files[f"{home}/adapter.safetensors"] = (path, row["sha256"], row["name"])
            return f"{home}/adapter.safetensors"
        parts = [path / name for name in (CONFIG, WEIGHTS)]
        for part in parts:
            self.files[f"{home}/{part.name}"] = (part, "", row["name"])
        if all(part.is_file() for part in parts) and adapter_hash(path) != row["sha256"]:
            raise spoilt(row["name"], path)
        if (path / SCORECARD).is_file():
            self.files[f"{home}/{SCORECARD}"] = (path / SCORECARD, "", row["name"])
        return home


class Incoming:
    """One bundle on its way into the library."""

    def __init__(self, catalogue: Catalogue, bundle: Bundle, folder: Path) -> None:
        self._catalogue = catalogue
        self._bundle = bundle
        self._stage = folder
        library = catalogue.library
        self._renaming = Renaming(
            run_folder=lambda run: str(library.runs / run),
            results=f"results/{uuid.uuid4().hex[:12]}",
        )
        self._made: list[Path] = []
        self._used: set[str] = set()

    def check(self) -> None:
        """Every row, and that each file belongs to one and each one has its file."""
        with self._catalogue.reading() as session:
            taken = bundling.taken_ids(session)
        for table, row in self._rows():
            for name in self._files_of(table, row):
                self._require_member(name, row)
                self._used.add(name)
            names = {"adapter": self._renaming.adapters, "run": self._renaming.runs}.get(table)
            if names is not None:
                names[row["id"]] = uuid.uuid4().hex[:12] if row["id"] in taken else row["id"]
        spare = {one for one in self._bundle.members if not one.startswith("rows/")} - self._used
        if spare:
            raise RowFaultError(f"nothing speaks of {sorted(spare)[0]}")

    def unpack(self, progress: Progress, stop: Callable[[], None]) -> None:
        """Objects go to their place, by content; adapters and results wait beside it."""
        done = self._bundle.size - sum(self._bundle.members[one].size for one in self._used)
        for name in sorted(self._used):
            stop()
            kind, *rest = name.split("/")
            target = self._stage.joinpath(kind, *rest)
            if kind == "objects":
                target = self._catalogue.library.root / name
            size = self._bundle.members[name].size
            if not (target.is_file() and target.stat().st_size == size):
                self._bundle.extract(name, target)
            done += size
            progress(done, self._bundle.size)

    def enter(self) -> tuple[ProjectRecord, dict[str, int], str]:
        """Move in what waits, then enter all rows in one transaction."""
        root = self._catalogue.library.root
        for table, row in self._rows():
            if table == "adapter":
                self._require_adapter(row)
        for old, new in self._renaming.adapters.items():
            self._move_in(self._stage / "adapters" / old, root / "adapters" / new)
        self._move_in(self._stage / "results", root / self._renaming.results)
        with self._catalogue.writing() as session:
            triggers = {
                one.trigger: one.name for one in projects.list_all(session, True) if one.trigger
            }
            made, counts = bundling.load(session, self._rows(), self._renaming)
        return made, counts, triggers.get(made.trigger, "")

    def take_back(self) -> None:
        """What was moved in goes again; objects may be shared and stay."""
        for path in self._made:
            shutil.rmtree(path, ignore_errors=True)

    def _rows(self) -> Iterator[tuple[str, Row]]:
        return bundling.check(self._read())

    def _read(self) -> Iterator[tuple[str, Any]]:
        for table in ORDER:
            for line in self._bundle.lines(f"rows/{table}.jsonl"):
                if len(line) > _MAX_LINE:
                    raise RowFaultError(f"{table}: a line of {len(line)} bytes")
                try:
                    yield table, json.loads(line)
                except (ValueError, RecursionError) as error:
                    raise RowFaultError(f"{table}: {error}") from error

    def _files_of(self, table: str, row: Row) -> list[str]:
        match table:
            case "project" if row["logo"]:
                return [_object(row["logo"], Path(row["logo"]).stem)]
            case "item" if row["kind"] == "photo":
                working = _object(row["working_path"], row["sha256"])
                self._require_picture(working, row["width"], row["height"])
                return [working, _object(row["original_path"], row["original_sha"] or "")]
            case "item_version" if row["working_path"]:
                earlier = _object(row["working_path"], row["sha256"])
                self._require_picture(earlier, row["width"], row["height"])
                return [earlier]
            case "item" if row["working_path"] or row["original_path"]:
                raise RowFaultError("a text with a picture")
            case "adapter":
                return self._adapter_files(row)
            case "result" if row["file"]:
                if not row["file"].startswith(f"results/{row['id']}."):
                    raise RowFaultError(f"result {row['id']} in {row['file']!r}")
                self._require_picture(row["file"])
                return [row["file"]]
        return []

    def _adapter_files(self, row: Row) -> list[str]:
        home = f"adapters/{row['id']}"
        if row["file"] == f"{home}/adapter.safetensors":
            return [row["file"]]
        if row["file"] == home and row["kind"] == "text":
            judged = [SCORECARD] if f"{home}/{SCORECARD}" in self._bundle.members else []
            return [f"{home}/{name}" for name in (CONFIG, WEIGHTS, *judged)]
        raise RowFaultError(f"adapter {row['id']} in {row['file']!r}")

    def _require_member(self, name: str, row: Row) -> None:
        """A file is there, and it is the one the row means."""
        member = self._bundle.members.get(name)
        if member is None:
            raise RowFaultError(f"{name} is not in the bundle")
        kind, _, rest = name.partition("/")
        if kind == "adapters":  # a text adapter has two files; see _require_adapter
            return
        wanted = Path(rest).stem if kind == "objects" else row["sha256"]
        if member.sha256 != wanted:
            raise RowFaultError(f"{name} has another hash than its record")

    def _require_picture(self, name: str, width: int = 0, height: int = 0) -> None:
        """The header of a picture says what the row says, and it is none to choke on."""
        if name not in self._bundle.members:
            raise RowFaultError(f"{name} is not in the bundle")
        try:
            with self._bundle.stream(name) as stream, Image.open(stream, formats=_PICTURES) as seen:
                size = upright_size(seen)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            raise RowFaultError(f"{name}: {error}") from error
        if (width, height) not in ((0, 0), size) or size[0] * size[1] > MAX_PIXELS:
            raise RowFaultError(f"{name} has {size[0]} x {size[1]} px")

    def _require_adapter(self, row: Row) -> None:
        """Its tensors can be read without executing anything, and are those of the record."""
        path = self._stage / row["file"]
        if adapter_hash(path) != row["sha256"]:
            raise RowFaultError(f"adapter {row['id']} has another hash")
        card = card_path(path)
        if card.is_file() and read_card(card) is None:
            raise RowFaultError(f"adapter {row['id']} has a scorecard that cannot be read")

    def _move_in(self, source: Path, target: Path) -> None:
        if source.is_dir():
            self._made.append(target)
            source.replace(target)


def _object(name: str, sha256: str) -> str:
    try:
        wanted = objects.object_name(sha256, Path(name).suffix)
    except ValueError as error:
        raise RowFaultError(str(error)) from error
    if name != wanted:
        raise RowFaultError(f"{name!r} is not {wanted!r}")
    return name


def spoilt(shown: str, path: Path) -> KnownError:
    """The error for a file of the library that has changed since it was stored."""
    return KnownError(
        say("The file of “{name}” is damaged: it is no longer what was stored.", name=shown),
        say("Delete it from the project or restore it from a copy, then save again."),
        detail=str(path),
    )
