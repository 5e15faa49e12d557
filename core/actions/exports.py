"""Exports: chosen results and adapters become a pack in a folder of the user's choice."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.actions.changes import Changes
from core.actions.training import versions
from core.adapters.joining import join_mix
from core.adapters.respelling import Spelling
from core.catalogue import adapters, boards, exports, projects, runs
from core.catalogue.records import AdapterRecord, ExportRecord, ResultRecord
from core.catalogue.store import Catalogue, utcnow
from core.contract.requests import AdapterMix
from core.errors import KnownError
from core.exporting.adapters import AS_IT_IS, Form
from core.exporting.channels import Channel
from core.exporting.marks import Mark, read_mark
from core.exporting.naming import TEMPLATE
from core.exporting.packs import Order, OutAdapter, OutPicture, Pack, Progress, Size, make_pack
from core.exporting.pictures import BEST_QUALITY, Focus
from core.exporting.texts import OutText
from core.files import sha256_file
from core.language import say


@dataclass(frozen=True)
class Choice:
    """What shall be handed out, and how."""

    results: Sequence[int] = ()
    adapters: Sequence[str] = ()
    channels: Sequence[Channel] = ()
    sizes: Sequence[Size] = ()
    formats: Sequence[str] = ()
    text_formats: Sequence[str] = ("docx",)
    adapter_form: Form = "file"
    adapter_spelling: Spelling = AS_IT_IS
    template: str = TEMPLATE
    formats_of: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By the key of a channel or size: formats there, in place of `formats`."""
    quality: int = BEST_QUALITY
    focus: Mapping[int, Mapping[str, Focus]] = field(default_factory=dict)
    """By result, then by the key of a channel or size: the point its cut is laid around."""


@dataclass(frozen=True)
class Origin:
    """What is known of a file's origin."""

    mark: Mark
    said: str
    """The words or the URL of the mark."""
    export: ExportRecord | None
    """The export that wrote exactly these bytes."""
    entry: Mapping[str, Any]
    """The file's line in that export's manifest."""


def export(
    catalogue: Catalogue,
    project_id: int,
    choice: Choice,
    folder: Path,
    *,
    progress: Progress = lambda done, total, name: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[tuple[ExportRecord, Pack], Changes]:
    """Make a pack and note it down. A folder that is there already gets a numbered neighbour.

    Args:
        progress: called with files done, files in all, and the name of the last.
        cancelled: asked before each file.

    Raises:
        KnownError: something chosen does not exist or cannot be exported, or kind "cancelled";
            then nothing is written.
    """
    order = make_order(catalogue, project_id, choice)
    pack = make_pack(order, folder.absolute(), utcnow(), progress=progress, cancelled=cancelled)
    with catalogue.writing() as session:
        made = exports.add(session, project_id, pack.folder, pack.files, pack.manifest)
    return (made, pack), Changes(exports=frozenset({made.id}))


def export_adapter(
    catalogue: Catalogue,
    adapter_id: str,
    folder: Path,
    form: Form = "file",
    spelling: Spelling = AS_IT_IS,
) -> tuple[Pack, Changes]:
    """Hand out one adapter, also one that belongs to no project (then nothing is noted down).

    Raises:
        KnownError: there is no such adapter, or it cannot be copied.
    """
    with catalogue.reading() as session:
        adapter = adapters.get(session, adapter_id)
    if adapter.project_id is not None:
        choice = Choice(adapters=[adapter_id], adapter_form=form, adapter_spelling=spelling)
        (_, pack), changes = export(catalogue, adapter.project_id, choice, folder)
        return pack, changes
    out = OutAdapter(catalogue.library.root / adapter.file, adapter.name, _adapter_recipe(adapter))
    order = Order(
        brand="signet",
        adapters=[out],
        adapter_form=form,
        adapter_spelling=spelling,
        versions=versions(),
    )
    return make_pack(order, folder.absolute(), utcnow()), Changes()


def export_mix(
    catalogue: Catalogue,
    mix: AdapterMix,
    folder: Path,
    form: Form = "file",
    spelling: Spelling = AS_IT_IS,
    *,
    name: str = "",
) -> tuple[Pack, Changes]:
    """Hand out several plain adapters for pictures as one, at their strengths; exact.

    Args:
        name: of the result; empty takes the names of all.

    Raises:
        KnownError: as `core.adapters.joining.join_mix`, or it cannot be written.
    """
    with catalogue.reading() as session:
        records = [adapters.get(session, part.adapter_id) for part in mix.parts]
    title = name or " + ".join(one.name for one in records)
    about = _about_mix(title, records)
    project = next((one.project_id for one in records if one.project_id is not None), None)
    catalogue.library.cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="mix-", dir=catalogue.library.cache) as at:
        joined = Path(at) / "mix.safetensors"
        rank = join_mix(mix, joined, about)
        recipe = {
            "name": title,
            "sha256": sha256_file(joined),
            "rank": rank,
            "parts": [
                {**_adapter_recipe(one), "strength": part.strength}
                for one, part in zip(records, mix.parts, strict=True)
            ],
        }
        order = Order(
            brand="signet",
            adapters=[OutAdapter(joined, title, recipe)],
            adapter_form=form,
            adapter_spelling=spelling,
            versions=versions(),
        )
        pack = make_pack(order, folder.absolute(), utcnow())
    if project is None:
        return pack, Changes()
    with catalogue.writing() as session:
        made = exports.add(session, project, pack.folder, pack.files, pack.manifest)
    return pack, Changes(exports=frozenset({made.id}))


def _about_mix(title: str, records: Sequence[AdapterRecord]) -> dict[str, str]:
    """What the joined file says of itself."""
    first = records[0] if records else None
    about = {
        "signet.name": title,
        "signet.base_name": first.base_name if first else "",
        "signet.base_hash": first.base_hash if first else "",
        "signet.licence": first.licence if first else "",
        "signet.trigger": ", ".join(one.trigger for one in records if one.trigger),
        "signet.kind": "image",
    }
    return {key: text for key, text in about.items() if text}


def origin_of(catalogue: Catalogue, path: Path) -> Origin:
    """What a file says of its origin, and whether it is one that was exported from this library.

    Raises:
        KnownError: it is missing, or no file that can carry a mark.
    """
    mark, said = read_mark(path)
    digest = sha256_file(path)
    with catalogue.reading() as session:
        for record in exports.with_file(session, digest):
            for entry in record.manifest.get("files", []):
                if entry.get("sha256") == digest:
                    return Origin(mark, said, record, entry)
    return Origin(mark, said, None, {})


def make_order(catalogue: Catalogue, project_id: int, choice: Choice) -> Order:
    """What `export` would hand out; nothing is written.

    Raises:
        KnownError: something chosen does not exist or belongs to another project.
    """
    library = catalogue.library
    with catalogue.reading() as session:
        project = projects.get(session, project_id)
        results = [boards.get_result(session, one) for one in dict.fromkeys(choice.results)]
        chosen = [adapters.find(session, one, project_id) for one in choice.adapters]
        bases = {
            board: boards.get(session, board).request for board in {r.board_id for r in results}
        }
        environments = [runs.get(session, one.run_id).versions for one in chosen if one.run_id]
    _require_own(results, project_id)
    recipes = {one.id: _recipe(one, bases[one.board_id]) for one in results}
    pictures = [
        OutPicture(
            library.root / one.file, recipes[one.id], one.seed, str(one.mix.get("name", "")),
            one.prompt, choice.focus.get(one.id, {}),
        )
        for one in results
        if one.kind == "image"
    ]  # fmt: skip
    words = [one for one in results if one.kind == "text"]
    return Order(
        brand=project.name,
        pictures=pictures,
        channels=choice.channels,
        sizes=choice.sizes,
        formats=choice.formats,
        formats_of=choice.formats_of,
        quality=choice.quality,
        template=choice.template,
        texts=[
            OutText(one.final, one.prompt, str(one.mix.get("name", "")), one.seed) for one in words
        ],
        text_recipe={"results": [recipes[one.id] for one in words]},
        text_formats=choice.text_formats,
        adapters=[
            OutAdapter(library.root / one.file, one.name, _adapter_recipe(one)) for one in chosen
        ],
        adapter_form=choice.adapter_form,
        adapter_spelling=choice.adapter_spelling,
        versions=environments[0] if environments and not results else versions(),
    )


def _require_own(results: Sequence[ResultRecord], project_id: int) -> None:
    for one in results:
        if one.project_id != project_id:
            raise KnownError(
                say("The result {id} belongs to another project.", id=one.id),
                say("Export it from there."),
                kind="bad_request",
            )


def _recipe(result: ResultRecord, request: dict[str, Any]) -> dict[str, Any]:
    """All that is needed to make the result again."""
    return {
        "prompt": result.prompt,
        "seed": result.seed,
        "base": {"name": request.get("model", ""), "hash": request.get("model_hash", "")},
        "family": request.get("family", ""),
        "adapters": result.mix.get("parts", []),
        "options": request.get(result.kind, {}),
        "repeatable": bool(request.get("repeatable", False)),
        "result_sha256": result.sha256,
        **({"edited": True} if result.edited else {}),
    }


def _adapter_recipe(adapter: AdapterRecord) -> dict[str, Any]:
    return {
        "name": adapter.name,
        "sha256": adapter.sha256,
        "trigger": adapter.trigger,
        "best_strength": adapter.best_strength,
        "base": {"name": adapter.base_name, "hash": adapter.base_hash},
        "family": adapter.family,
        "licence": adapter.licence,
        "recipe": adapter.recipe,
    }
