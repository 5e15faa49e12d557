"""Tables in, tables out: rows are made, stopped, gone on with; what is wrong stays in its row."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from core.actions import batches, forms, projects, table_files
from core.actions.adapters import part_of
from core.actions.batches import Batch, Order
from core.catalogue import adapters, boards, exports
from core.catalogue.records import ProjectRecord
from core.catalogue.store import Catalogue, utcnow
from core.contract.messages import Cancelled, Done, Ending, Failed, Generate, Message, Result
from core.contract.requests import AdapterMix, TextOptions
from core.datasets.plain_tables import Table, read_table
from core.errors import KnownError
from core.exporting.sheets import write_sheet
from core.files import sha256_file
from core.jobs.supervisor import WarmEngine
from core.models.library import find

pytestmark = pytest.mark.usefixtures("forked_engines")
CSV = "Name;volume_ml;colour\nDawn;800;sand\nNoon;;\nDusk;350;\nNight;500;ink\n"
SHORT = TextOptions(max_new_tokens=6)


class Stumbling(WarmEngine):
    """A real engine that fails whenever it is asked for Dusk."""

    def submit(self, command: Generate, on_message: Callable[[Message], None]) -> Ending:
        if any("Dusk" in prompt for prompt in command.request.prompts):
            return Failed("bug", "It stumbled.", "Look at the row.", "")
        return super().submit(command, on_message)


@pytest.fixture
def table(tmp_path: Path) -> Table:
    (tmp_path / "products.csv").write_text(CSV, "utf-8")
    return read_table(tmp_path / "products.csv")


@pytest.fixture
def order(table: Table, toy_models: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> Order:
    monkeypatch.setenv("SIGNET_MODELS", str(toy_models["text"].parent))
    columns = {"name": "Name"}
    return Order(table, "product", columns, "en", "google_headline", model="toy-text", text=SHORT)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[WarmEngine]:
    with WarmEngine(log=tmp_path / "log.txt") as warm:
        yield warm


def made(batch: Batch) -> list[list[str]]:
    return [sorted(row.results) for row in batch.rows]


def test_a_table_is_read_as_it_is(table: Table, tmp_path: Path) -> None:
    assert table.names == ("Name", "volume_ml", "colour")
    assert table.row(0) == {"Name": "Dawn", "volume_ml": "800", "colour": "sand"}
    rows = [list(table.names), *(list(row) for row in table.rows)]
    (tmp_path / "again.xlsx").write_bytes(write_sheet(rows, "xlsx", "a/b: c", utcnow()))
    assert read_table(tmp_path / "again.xlsx").rows == table.rows
    for name, body in (("a.txt", "x"), ("b.csv", "only;names\n"), ("c.csv", "a;b\n" * 1200),
                       ("d.xlsx", "no workbook")):  # fmt: skip
        (tmp_path / name).write_text(body, "utf-8")
        with pytest.raises(KnownError) as caught:
            read_table(tmp_path / name)
        assert caught.value.hint
    with pytest.raises(KnownError):
        read_table(tmp_path / "none.csv")


def test_a_workbook_runs_nothing_and_says_who_wrote_it() -> None:
    data = write_sheet([["a", "b"], ['=1+1 & <"x">', "\x00é"]], "xlsx", "T", utcnow())
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert b"AI-generated" in package.read("docProps/core.xml")
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert '=1+1 &amp; &lt;"x"&gt;' in sheet
    assert "é" in sheet
    assert write_sheet([["=1"]], "csv", "T", utcnow()).decode("utf-8-sig").startswith("'=1")


def test_rows_are_made_kept_and_saved(
    catalogue: Catalogue, project: ProjectRecord, order: Order, engine: WarmEngine, tmp_path: Path
) -> None:
    batch, _ = batches.begin(catalogue, project.id, order)
    assert batch.missing == 3
    assert batch.rows[1].error.startswith("“Facts” is empty.")
    assert "volume: 350 ml" in batch.rows[2].prompt
    ending, changes = batches.go_on(catalogue, batch.board.id, engine)
    assert isinstance(ending, Done), ending
    assert len(changes.results) == 3
    batch = batches.read(catalogue, batch.board.id)
    assert batch.missing == 0
    assert made(batch) == [["Without adapter"], [], ["Without adapter"], ["Without adapter"]]
    with catalogue.writing() as session:
        number = batch.rows[0].results["Without adapter"].id
        boards.edit(session, number, "The best kettle by Morningember for 12 cups and then some.")
    projects.set_words(catalogue, project.id, terms="Morning Ember", banned="", allowed="")
    batch = batches.read(catalogue, batch.board.id)
    kinds = [one.kind for one in batch.remarks(batch.rows[0], "Without adapter")]
    assert kinds == ["superlative", "name", "number", "length"]
    for suffix in ("csv", "xlsx"):
        record, _ = table_files.save(catalogue, batch, tmp_path / f"out.{suffix}")
        with catalogue.reading() as session:
            written = sha256_file(tmp_path / f"out.{suffix}")
            assert [one.id for one in exports.with_file(session, written)] == [record.id]
        assert record.files == (f"out.{suffix}",)
        again = read_table(tmp_path / f"out.{suffix}")
        assert again.names == (
            "Name", "volume_ml", "colour", "Without adapter", "Without adapter: remarks",
            "not made", "origin of the texts",
        )  # fmt: skip
        assert again.row(0)["Without adapter"].startswith("The best kettle")
        assert "does not stand in the brief" in again.row(0)["Without adapter: remarks"]
        assert [again.row(at)["origin of the texts"] for at in range(4)] == [
            "AI-generated", "", "AI-generated", "AI-generated"
        ]  # fmt: skip
        assert again.row(1)["not made"].startswith("“Facts” is empty.")
    with pytest.raises(KnownError):
        table_files.save(catalogue, batch, tmp_path / "out.pdf")


def test_stopped_and_gone_on_with_in_several_columns(
    catalogue: Catalogue, project: ProjectRecord, order: Order, engine: WarmEngine,
    toy_models: dict[str, Path],
) -> None:  # fmt: skip
    mixes = [_voice(catalogue, project, toy_models["text"], 0.5)]
    more = Order(order.table, "product", order.columns, mixes=mixes, model="toy-text", text=SHORT)
    batch, _ = batches.begin(catalogue, project.id, more, "Kettles")
    stop: list[bool] = []

    def after_two(message: Message) -> None:
        if isinstance(message, Result) and not stop:
            stop.append(True)
            engine.cancel()

    ending, _ = batches.go_on(
        catalogue, batch.board.id, engine, on_message=after_two, cancelled=lambda: bool(stop)
    )
    first = batches.read(catalogue, batch.board.id)
    assert isinstance(ending, Cancelled | Done)
    before = {one.id for row in first.rows for one in row.results.values()}
    ending, _ = batches.go_on(catalogue, batch.board.id, engine)
    assert isinstance(ending, Done), ending
    whole = batches.read(catalogue, batch.board.id)
    assert whole.missing == 0
    assert whole.mixes == ("Without adapter", "Voice 50 %")
    after = {one.id for row in whole.rows for one in row.results.values()}
    assert before <= after, "nothing is made twice"
    assert len(after) == 6
    assert [one.id for one in batches.of_project(catalogue, project.id)] == [batch.board.id]
    ending, changes = batches.go_on(catalogue, batch.board.id, engine)
    assert isinstance(ending, Done)
    assert not changes.results


def test_a_row_that_fails_leaves_the_others_alone_and_is_tried_again(
    catalogue: Catalogue, project: ProjectRecord, order: Order, tmp_path: Path
) -> None:
    batch, _ = batches.begin(catalogue, project.id, order)
    with Stumbling(log=tmp_path / "log.txt") as stumbling:
        ending, _ = batches.go_on(catalogue, batch.board.id, stumbling)
    assert isinstance(ending, Done)
    after = batches.read(catalogue, batch.board.id)
    assert after.rows[2].error == "It stumbled. Look at the row."
    assert made(after) == [["Without adapter"], [], [], ["Without adapter"]]
    with WarmEngine(log=tmp_path / "log.txt") as steady:
        batches.go_on(catalogue, batch.board.id, steady)
    assert batches.read(catalogue, batch.board.id).rows[2].error == ""
    assert batches.read(catalogue, batch.board.id).missing == 0


def test_results_are_listed_without_their_tables(
    catalogue: Catalogue, project: ProjectRecord
) -> None:
    """A table of a thousand rows would come with each of a thousand results."""
    with catalogue.writing() as session:
        board = boards.create(session, project.id, "Big", {"table": {"rows": []}})
        boards.add_result(session, board.id, kind="text", prompt="p", seed=1, mix={}, text="t")
    asked: list[str] = []
    with catalogue.reading() as session:
        event.listen(
            session.get_bind(), "before_cursor_execute", lambda *told: asked.append(told[2])
        )
        assert boards.list_results(session, board.id)[0].project_id == project.id
    assert asked
    assert not any("request" in one for one in asked)


def test_what_cannot_begin_is_refused(
    catalogue: Catalogue, project: ProjectRecord, order: Order
) -> None:
    for wrong in (
        Order(order.table, "poem"), Order(order.table, "product", {"name": "Price"}),
        Order(order.table, "product", {"price": "Name"}), Order(order.table, "post"),
    ):  # fmt: skip
        with pytest.raises(KnownError) as caught:
            batches.begin(catalogue, project.id, wrong)
        assert caught.value.hint
    assert batches.of_project(catalogue, project.id) == []
    with catalogue.writing() as session:
        other = boards.create(session, project.id, "No table")
    with pytest.raises(KnownError, match="not made from a table"):
        batches.read(catalogue, other.id)


def test_columns_are_guessed_by_their_names() -> None:
    found = forms.suggested_columns(forms.find("product"), ["Produktname", "Farbe"])
    assert found == {"name": "Produktname", "facts": "", "words": ""}


def _voice(
    catalogue: Catalogue, project: ProjectRecord, model: Path, strength: float
) -> AdapterMix:
    """A random adapter of the toy model, entered in the library."""
    import numpy as np
    from safetensors import safe_open

    from core.adapters.files import adapter_hash, write_adapter
    from core.families import text_family

    family, chance, tensors = text_family("causal_lm"), np.random.default_rng(3), {}
    with safe_open(model / "model.safetensors", "np") as stored:
        for key in stored.keys():  # noqa: SIM118 - not a dictionary
            name, shape = key.removesuffix(".weight"), stored.get_slice(key).get_shape()
            if len(shape) == 2 and family.adapts_layer(name):
                for part, size in (("A", (4, shape[1])), ("B", (shape[0], 4))):
                    values = chance.standard_normal(size, dtype=np.float32)
                    tensors[f"base_model.model.{name}.lora_{part}.weight"] = values
    folder = catalogue.library.adapters / "voice1"
    write_adapter(folder, tensors, {"signet.family": "causal_lm", "signet.alpha": "8"}, "text")
    record = find("toy-text")
    with catalogue.writing() as session:
        made = adapters.register(
            session, project.id, adapter_id="voice1", name="Voice", kind="text",
            family="causal_lm", file="adapters/voice1", sha256=adapter_hash(folder),
            base_hash=record.hash, base_name=record.name,
        )  # fmt: skip
    return AdapterMix(f"Voice {strength * 100:g} %", (part_of(catalogue, made, strength),))
