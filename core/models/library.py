"""The base models that are installed: what they are, under which licence, and their hash."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.contract import base_hash
from core.contract.requests import Kind
from core.errors import KnownError
from core.families import all_families
from core.families.base import Family
from core.files import sha256_bytes, sha256_file, write_json
from core.language import later, say
from core.models import added, licences
from core.paths import models_home

ABOUT = "signet.json"
"""Written last into a model folder that Signet made: without it the folder is not complete."""
STARTERS: dict[Kind, str] = {"text": "starter-text", "image": "starter-image"}
STARTER_NAMES = (later("Signet starter for pictures"), later("Signet starter for texts"))
"""As their folders say it, and every adapter that was trained on them."""
KNOWN_AS = "known_as"
"""In `signet.json`: hashes that the model had before Signet changed a file of it."""
_WEIGHTS = ".safetensors"
_VOCABULARIES = ("merges.txt", "vocab.txt")
_VERSION_NOTES = {"transformers_version", "_diffusers_version", "_name_or_path"}
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ModelRecord:
    """One base model on this computer."""

    name: str
    folder: Path
    family: str
    kind: Kind
    licence: str
    commercial_note: str
    size_bytes: int
    practice: bool = False
    """A small model to learn and test with; its results are not meant for publication."""
    commercial: licences.Commercial = "depends"
    """Whether a business may use it; `commercial_note` says it in a sentence."""
    own: bool = True
    """Whether it lies in Signet's own models folder; else the user added its folder."""

    @property
    def warning(self) -> str:
        """A sentence for whoever picks a model that no business may use; empty for any other."""
        if self.commercial != "no":
            return ""
        return say(
            "The licence of {model} forbids business use: take another model for what will be "
            "published.",
            model=shown_name(self.name),
        )

    @property
    def licence_line(self) -> str:
        """Its licence and what that means for a business, in one line."""
        if not self.licence:
            return self.commercial_note
        return say("{licence}: {note}", licence=self.licence, note=self.commercial_note)

    @property
    def converses(self) -> bool:
        """Whether it has a template of conversations; one without only goes on with texts."""
        if (self.folder / "chat_template.jinja").is_file():
            return True
        try:
            told = json.loads((self.folder / "tokenizer_config.json").read_text("utf-8"))
        except (OSError, ValueError):  # the library reads none either, then
            return False
        return isinstance(told, dict) and bool(told.get("chat_template"))

    @property
    def hash(self) -> str:
        """Identity of weights, settings and template, see `model_hash`; slow the first time."""
        return model_hash(self.folder)

    @property
    def hashes(self) -> tuple[str, ...]:
        """All that adapters which fit may call it: its own hash, then earlier ones."""
        return (self.hash, *earlier_hashes(self.folder))

    def is_base_of(self, wanted: str) -> bool:
        """Whether adapters that name this hash fit."""
        return base_hash.is_among(wanted, self.hashes)


def installed() -> list[ModelRecord]:
    """Every complete model in the models folder or added by the user, by name."""
    home = models_home()
    folders = sorted(home.iterdir()) if home.is_dir() else []
    folders = [one for one in folders if not one.name.startswith(".")]
    folders += [one for one in added.added_folders() if one not in folders and _is_there(one)]
    records = [describe_folder(folder) for folder in folders]
    return sorted((r for r in records if r is not None), key=lambda r: r.name.casefold())


def find(name_or_folder: str | Path) -> ModelRecord:
    """A model by its name, by the name of its folder, or by the path of any model folder.

    Raises:
        KnownError: kind "model_missing".
    """
    wanted = str(name_or_folder).casefold()
    for record in installed():
        if wanted in (record.name.casefold(), record.folder.name.casefold()):
            return record
    folder = Path(name_or_folder).expanduser()
    record_there = describe_folder(folder) if folder.is_dir() else None
    if record_there is None:
        names = ", ".join(f"“{record.name}”" for record in installed()) or say("none yet")
        raise KnownError(
            say(
                "There is no model “{name_or_folder}” that Signet can use.",
                name_or_folder=name_or_folder,
            ),
            say(
                "Choose one of the installed models ({names}) or the folder of a supported model.",
                names=names,
            ),
            kind="model_missing",
        )
    return record_there


def shown_name(name: str) -> str:
    """A model's name for the eye: those of the starters in the reader's language."""
    return say(name) if name in STARTER_NAMES else name


def starter(kind: Kind) -> ModelRecord:
    """The small practice model for pictures ("image") or texts ("text").

    Raises:
        KnownError: kind "model_missing" when the set-up has not put it there.
    """
    record = describe_folder(models_home() / STARTERS[kind])
    if record is None:
        raise KnownError(
            say("The starter model for pictures is not installed.")
            if kind == "image"
            else say("The starter model for texts is not installed."),
            say("Start Signet with “python3 packaging/run.py”, which installs it."),
            kind="model_missing",
        )
    return record


def describe_folder(folder: Path) -> ModelRecord | None:
    """What a folder holds, or None when it is no complete model of a family we know."""
    if next(folder.rglob("*.safetensors"), None) is None:
        return None
    about = read_about(folder)
    if about is None and folder.name in STARTERS.values() and folder.parent == models_home():
        return None  # a starter whose set-up did not end
    name, family = _family_of(folder, about or {})
    if family is None:
        return None
    card = family.card_of(folder)
    known = about or {}
    licence = _licence(folder, known, family)
    return ModelRecord(
        name=str(known.get("name") or folder.name),
        folder=folder.resolve(),
        family=name,
        kind=card.kind,
        licence=licence.name or say(card.licence),
        commercial_note=say(str(known.get("commercial_note") or licence.template)),
        size_bytes=sum(path.stat().st_size for path in _files(folder)),
        practice=bool(known.get("practice", False)),
        commercial=licence.commercial,
        own=folder.resolve().parent == models_home().resolve(),
    )


def read_about(folder: Path) -> dict[str, Any] | None:
    """The content of `signet.json`, or None when it is missing or damaged."""
    try:
        about = json.loads((folder / ABOUT).read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        _log.warning("%s of %s cannot be read: %s", ABOUT, folder.name, error)
        return None
    return about if isinstance(about, dict) else None


def model_hash(folder: Path) -> str:
    """Hash (64 hex digits, see `core.contract.base_hash`) over the names and contents of all
    weights, settings, vocabularies and templates of a model.

    `signet.json` and the version notes of the saving library are left out, so that neither a new
    display name nor the same model saved by a newer library changes it. The hashes of the files are
    kept in a hidden file of the models folder and used again while size and time stay the same.
    """
    digests = _digests(folder)
    weights = {key: one for key, one in digests.items() if key.endswith(_WEIGHTS)}
    return base_hash.compose(_lines(digests), _lines(weights))


def earlier_hashes(folder: Path) -> tuple[str, ...]:
    """What adapters of earlier versions call this model: one hash over weights and JSON files, and
    those that it had before Signet itself changed a file of it."""
    listed = {key: one for key, one in _digests(folder).items()
              if key.endswith((_WEIGHTS, ".json"))}  # fmt: skip
    noted = (read_about(folder) or {}).get(KNOWN_AS)
    before = [str(one) for one in noted] if isinstance(noted, list) else []
    return (sha256_bytes(_lines(listed).encode()), *before)


def change_note(wanted: str) -> str:
    """A sentence when the model that an adapter was trained on has the same weights still, but its
    template, vocabulary or settings are others now; empty otherwise, and as long as a model's
    weights were never hashed, which takes long.

    Args:
        wanted: the hash that the adapter names.
    """
    for one in installed():
        if not _is_known(one.folder) or not one.is_base_of(wanted):
            continue
        if wanted in (one.hash, earlier_hashes(one.folder)[0]):
            return ""
        return say(
            "“{model}” has other settings, another vocabulary or another template of "
            "conversations than when this adapter was trained; it can be used, but may answer a "
            "little differently.",
            model=shown_name(one.name),
        )
    return ""


def _digests(folder: Path) -> dict[str, str]:
    """The hash of each file by its path inside the folder."""
    memory = _memory_of(folder)
    known = _remembered(memory)
    fresh: dict[str, list[Any]] = {}
    for path in _identity_files(folder):
        key = path.relative_to(folder).as_posix()
        before = _unchanged(path, known.get(key))
        status = path.stat()
        digest = before if before is not None else _file_hash(path)
        fresh[key] = [status.st_size, status.st_mtime_ns, digest]
    if fresh != known:
        _remember(memory, fresh)
    return {key: str(one[2]) for key, one in fresh.items()}


def _unchanged(path: Path, before: object) -> str | None:
    """The remembered hash of a file of this size and time."""
    status = path.stat()
    same = isinstance(before, list) and before[:2] == [status.st_size, status.st_mtime_ns]
    return str(before[2]) if same and isinstance(before, list) else None


def _is_known(folder: Path) -> bool:
    known = _remembered(_memory_of(folder))
    return all(
        _unchanged(path, known.get(path.relative_to(folder).as_posix())) is not None
        for path in _identity_files(folder)
        if path.suffix == _WEIGHTS
    )


def _lines(digests: Mapping[str, str]) -> str:
    return "".join(f"{key} {digests[key]}\n" for key in sorted(digests))


def _file_hash(path: Path) -> str:
    if path.suffix == ".safetensors":
        return sha256_file(path)
    raw = path.read_bytes()
    try:
        value = json.loads(raw)
    except ValueError:
        return sha256_bytes(raw)
    if isinstance(value, dict):
        value = {key: item for key, item in value.items() if key not in _VERSION_NOTES}
    return sha256_bytes(json.dumps(value, sort_keys=True).encode())


def _identity_files(folder: Path) -> Iterator[Path]:
    """Weights, settings, vocabularies and templates."""
    for path in sorted(folder.rglob("*")):
        named = path.suffix in (_WEIGHTS, ".json", ".jinja", ".model") or path.name in _VOCABULARIES
        if named and path.name != ABOUT and path.is_file():
            yield path


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".safetensors", ".json") and path.name != ABOUT and path.is_file():
            yield path


def _family_of(folder: Path, about: dict[str, Any]) -> tuple[str, Family | None]:
    families = all_families()
    named = about.get("family")
    if named in families:
        return str(named), families[str(named)]
    for name, family in families.items():
        if family.recognises(folder):
            return name, family
    return "", None


def _is_there(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except OSError:  # no right to look: as good as absent
        return False


def _licence(folder: Path, about: dict[str, Any], family: Family) -> licences.Licence:
    """By Signet's own note, else by the papers in the folder, else by the variant's card."""
    if about.get("licence"):
        return licences.look_up(str(about["licence"]))
    found = licences.of_folder(folder)
    if found.name:
        return found
    card = family.card_of(folder)
    return licences.Licence("", card.commercial, card.commercial_note)


def _memory_of(folder: Path) -> Path:
    """Beside the models; a folder of the user's own gets nothing written next to it."""
    home = models_home()
    if folder.parent in (home, home.resolve()):
        return folder.with_name(f".{folder.name}.hashes.json")
    return home / f".{sha256_bytes(str(folder).encode())[:16]}.hashes.json"


def _remembered(memory: Path) -> dict[str, Any]:
    try:
        known = json.loads(memory.read_text("utf-8"))
    except (OSError, ValueError):  # not there yet, or half a file of an old version
        return {}
    return known if isinstance(known, dict) else {}


def _remember(memory: Path, fresh: dict[str, list[Any]]) -> None:
    try:
        write_json(memory, fresh)
    except (OSError, KnownError) as error:  # a read-only model folder only costs time
        _log.info("the hashes of %s are not kept: %s", memory.name, error)
