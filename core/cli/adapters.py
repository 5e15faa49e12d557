"""`adapters`: list, show, import, export, conflict, rename, delete."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

from core.actions import adapters as actions
from core.actions import exports, model_exports
from core.adapters.respelling import Layout, Spelling
from core.catalogue import adapters
from core.catalogue.records import AdapterRecord
from core.catalogue.store import Catalogue
from core.cli.desk import Commands, Desk, group, kind_of, leaf
from core.cli.terminal import stoppable
from core.cli.train import Watch
from core.contract.messages import Done, Failed
from core.contract.requests import AdapterMix, ModelExportOptions
from core.errors import KnownError
from core.exporting.packs import Pack
from core.language import say

_FORMS = ("file", "folder", "zip")
_MODEL_FORMS = ("peft", "gguf-adapter", "model", "gguf")
"""Of texts: made anew in an engine, also of a mix."""


def add(commands: Commands) -> None:
    """The noun with its commands."""
    nouns = group(commands, "adapters", "what was learnt, ready to be used")
    leaf(nouns, "list", "all adapters", _list, project=True)
    leaf(nouns, "show", "all about one adapter", _show).add_argument("name")
    parser = leaf(nouns, "import", "take in an adapter of another program", _import, project=True)
    parser.add_argument("kind", type=kind_of, help="pictures or texts")
    parser.add_argument("source", type=Path, metavar="FILE_OR_FOLDER")
    parser.add_argument("--name", default="")
    parser.add_argument("--model", default="", help="its base model; the starter without it")
    parser = leaf(nouns, "export", "hand out an adapter for other programs", _export)
    parser.add_argument("name", help="or a mix as one, such as “Voice=80%%,English=0.6”")
    parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="a new folder")
    parser.add_argument("--form", choices=(*_FORMS, *_MODEL_FORMS), default="file",
                        help="of texts: peft and gguf-adapter hold what was learnt, model and gguf "
                        "the whole model with it")  # fmt: skip
    parser.add_argument("--layout", choices=get_args(Layout), default="diffusers",
                        help="whose names of the layers")  # fmt: skip
    parser.add_argument("--precision", choices=("fp32", "bf16", "fp16", "q8_0"), default="",
                        help="number format; what suits the form without")  # fmt: skip
    parser.add_argument("--with-base", action="store_true",
                        help="write the base model beside a gguf-adapter")  # fmt: skip
    parser.add_argument("--no-compare", dest="compare", action="store_false",
                        help="do not compare the result with the adapter")  # fmt: skip
    parser.add_argument("--device", default="auto", help="auto, cpu or cuda")
    parser = leaf(nouns, "conflict", "whether adapters get into each other's way", _conflict)
    parser.add_argument("mix", help="such as “Autumn=80%%,Logo=0.6”")
    parser = leaf(nouns, "rename", "give an adapter another name", _rename)
    parser.add_argument("name")
    parser.add_argument("new_name")
    leaf(nouns, "delete", "put an adapter into the bin for 30 days", _delete).add_argument("name")


def _find(catalogue: Catalogue, name: str) -> AdapterRecord:
    with catalogue.reading() as session:
        return adapters.find(session, name)


def _list(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        project = desk.project(catalogue) if desk.args.project else None
        with catalogue.reading() as session:
            every = adapters.list_all(session, project.id if project else None)
    desk.terminal.table(
        [(one.id, one.kind, one.name, one.trigger or "-", one.base_name) for one in every],
        "There is no adapter yet.",
    )
    return {"adapters": every}


def _show(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        adapter = _find(catalogue, desk.args.name)
        with catalogue.reading() as session:
            learnt_from = adapters.sources(session, adapter.id)
        file = catalogue.library.root / adapter.file
    desk.terminal.say(adapter.name)
    rows = [("id", adapter.id), ("kind", adapter.kind), ("base model", adapter.base_name),
            ("trigger word", adapter.trigger), ("recipe", adapter.recipe),
            ("best strength", f"{adapter.best_strength * 100:g} %"),
            ("licence of the base", adapter.licence), ("learnt from", str(len(learnt_from))),
            ("file", str(file)), ("sha256", adapter.sha256)]  # fmt: skip
    desk.terminal.table([(f"  {name}", value) for name, value in rows if value], "")
    for notice in actions.notices(adapter):
        desk.terminal.note(notice)
    return {"adapter": adapter, "file": str(file), "learnt_from": learnt_from,
            "notices": actions.notices(adapter)}  # fmt: skip


def _import(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        project = desk.project(catalogue) if desk.args.project else None
        made, _ = actions.import_file(
            catalogue,
            desk.args.source,
            desk.args.kind,
            project_id=project.id if project else None,
            name=desk.args.name,
            model=desk.args.model,
        )
    left_out = actions.notices(made)
    desk.terminal.say(f"Imported “{made.name}” ({made.id}).")
    for notice in left_out:
        desk.terminal.note(notice)
    return {"adapter": made, "notices": left_out}


def _export(desk: Desk) -> dict[str, Any]:
    if desk.args.form in _MODEL_FORMS:
        return _export_model(desk)
    if desk.args.precision == "q8_0":
        raise KnownError(
            say("This form cannot be written in the number format “{one}”.", one="q8_0"),
            say("Choose --form gguf, or another number format."),
            kind="bad_request",
        )
    spelling = Spelling(desk.args.layout, desk.args.precision)
    with desk.catalogue() as catalogue:
        if _is_mix(desk.args.name):
            mix = actions.parse_mix(catalogue, desk.args.name, "image")
            pack, _ = exports.export_mix(catalogue, mix, desk.args.to, desk.args.form, spelling)
            return _handed_out(desk, mix.name, pack)
        adapter = _find(catalogue, desk.args.name)
        pack, _ = exports.export_adapter(
            catalogue, adapter.id, desk.args.to, desk.args.form, spelling
        )
    return _handed_out(desk, adapter.name, pack)


def _export_model(desk: Desk) -> dict[str, Any]:
    args = desk.args
    options = ModelExportOptions(
        args.form, args.precision or "auto", args.with_base, args.compare
    )  # fmt: skip
    with desk.catalogue() as catalogue:
        mix = _text_mix(catalogue, args.name)
        planned = model_exports.plan(catalogue, mix, args.to, options, device=args.device)
        watch = Watch(desk.terminal)
        job = model_exports.ModelExport(catalogue, planned, on_message=watch.hear)
        with stoppable(desk.terminal, job.cancel):
            ending, pack, _ = job.run()
        watch.close()
    match ending:
        case Failed(kind, what, hint, detail):
            raise KnownError(what, hint, detail, kind=kind)  # type: ignore[arg-type]
        case Done(_, summary) if pack is not None:
            answer = _handed_out(desk, planned.request.name, pack)
            return {**answer, "comparison": summary["comparison"]}
    raise KnownError(
        say("The export was stopped."), say("Nothing was written; start it again."),
        kind="cancelled",
    )  # fmt: skip


def _is_mix(words: str) -> bool:
    return "=" in words or "," in words


def _text_mix(catalogue: Catalogue, words: str) -> AdapterMix:
    """A mix; one adapter that is named alone is taken as it was trained, at 100 %."""
    if _is_mix(words):
        return actions.parse_mix(catalogue, words, "text")
    return actions.parse_mix(catalogue, f"{words}=100%", "text")


def _handed_out(desk: Desk, name: str, pack: Pack) -> dict[str, Any]:
    desk.terminal.say(f"“{name}” is in {pack.folder}:")
    for file in pack.files:
        desk.terminal.say(f"  {file}")
    for note in pack.notes:
        desk.terminal.say(note)
    return {"folder": str(pack.folder), "files": pack.files, "notes": pack.notes}


def _conflict(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        mix = actions.parse_mix(catalogue, desk.args.mix)
        found = actions.compare(catalogue, mix)
    report = found.report
    desk.terminal.say(f"{mix.name}: {report.light}. {report.say}")
    if found.factor < 1.0:
        desk.terminal.say(f"Balanced it would be {found.factor:.0%} of these strengths.")
    return {"mix": mix.name, "report": report, "balance": found.factor}


def _rename(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        adapter = _find(catalogue, desk.args.name)
        made, _ = actions.rename(catalogue, adapter.id, desk.args.new_name)
    desk.terminal.say(f"“{adapter.name}” is now called “{made.name}”.")
    return {"adapter": made}


def _delete(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        adapter = _find(catalogue, desk.args.name)
        made, _ = actions.delete(catalogue, adapter.id)
    desk.terminal.say(f"“{adapter.name}” is in the bin for 30 days.")
    return {"adapter": made}
