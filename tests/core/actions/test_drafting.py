"""Drafts are written by an engine, kept as they come, and only learnt from where enough are fit."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.actions import datasets, drafting, planning
from core.actions.material import gather
from core.catalogue.records import ProjectRecord
from core.catalogue.store import Catalogue
from core.contract.messages import Message, Progress
from core.datasets.draft_store import DraftStore
from core.errors import KnownError
from core.jobs.supervisor import WarmEngine

WRITER = """
import json, os, re, sys
def say(job, type, **body):
    os.write(1, json.dumps({"v": 1, "job": job, "type": type, **body}).encode() + b"\\n")
def plain(body):
    a, d, b, n, c, e = re.match(
        r"The (\\w+) (\\w+) by the (\\w+), number (\\d+). You hear the (\\w+) .* It (\\w+), ", body
    ).groups()
    return (f"Beside a {b}, the {a} {d}; it has number {n}. Its {c} makes a noise and then is seen "
            f"coming. After that, it {e} and a cup gets filled for us.")
say("", "Hello", protocol=1, core_version="0", pid=os.getpid())
made = 0
for line in sys.stdin:
    heard = json.loads(line)
    if heard["type"] == "Leave": break
    if heard["type"] != "Generate": continue
    job, prompts, seed = heard["job"], heard["request"]["prompts"], heard["request"]["seeds"][0]
    for at, prompt in enumerate(prompts):
        if made == STOP_AFTER:
            while json.loads(sys.stdin.readline())["type"] != "Cancel": pass
            say(job, "Cancelled"); break
        made += 1
        body = prompt.partition("\\n\\n")[2]
        text = plain(body) if FIT(body, seed) else body
        say(job, "Result", cell=[at, 0, 0], seed=seed, prompt=prompt, mix="", text=text)
        say(job, "Progress", step=at + 1, steps=len(prompts))
    else:
        say(job, "Done", path="", summary={"asked": made})
"""
NEVER = 10**9


@pytest.fixture
def engine(tmp_path: Path) -> Callable[..., WarmEngine]:
    """An engine that rewrites the sample texts, or copies them."""

    @contextmanager
    def make(fit: str = "True", stop_after: int = NEVER) -> Iterator[WarmEngine]:
        script = tmp_path / "writer.py"
        head = f"STOP_AFTER = {stop_after}\ndef FIT(body, seed): return {fit}\n"
        script.write_text(head + textwrap.dedent(WRITER), "utf-8")
        with WarmEngine(
            log=tmp_path / "log.txt", python=sys.executable, arguments=("-u", str(script))
        ) as warm:
            yield warm

    return make  # type: ignore[return-value]


@pytest.fixture
def filled(catalogue: Catalogue, project: ProjectRecord, texts: Path) -> ProjectRecord:
    datasets.import_files(catalogue, project.id, [texts])
    return project


@pytest.fixture
def toy(toy_models: dict[str, Path]) -> str:
    return str(toy_models["text"])


def test_drafts_become_the_first_way_to_ask(
    catalogue: Catalogue, filled: ProjectRecord, engine: Callable[..., WarmEngine], toy: str
) -> None:
    heard: list[Message] = []
    # Every third text is copied at first, and written well when asked in other words.
    with engine(fit="seed == 2 or len(body) % 3") as warm:
        found, changes = drafting.draft(
            catalogue, filled.id, warm, model=toy, on_message=heard.append
        )
    assert (found.texts, found.drafted, found.fit) == (30, 30, 30)
    assert found.used
    assert "30 of 30 drafts kept the facts" in found.sentence()
    assert len(changes.items) == 30
    progress = [one for one in heard if isinstance(one, Progress)]
    assert progress[29].step == progress[29].steps == 30, "counted over all texts"
    material = gather(catalogue, filled.id, "text").material
    bodies = {one.completion for one in material.examples if one.builder == "title"}
    for side in (material.examples, material.heldout_examples):
        mine = [one for one in side if one.builder == "draft"]
        assert len(mine) == len({one.source for one in side})
        assert all("gets filled" in one.prompt for one in mine)
        assert side is not material.examples or {one.completion for one in mine} == bodies
    plan, _ = planning.make_plan(catalogue, filled.id, planning.Wish("text", model=toy, force=True))
    assert sum(one.builder == "draft" for one in plan.request.examples) == len(plan.item_ids)


def test_nothing_is_written_twice_and_they_can_be_left_unused(
    catalogue: Catalogue, filled: ProjectRecord, engine: Callable[..., WarmEngine], toy: str
) -> None:
    with engine() as warm:
        drafting.draft(catalogue, filled.id, warm, model=toy)
        assert warm.running
    with engine(stop_after=0) as warm:
        found, _ = drafting.draft(catalogue, filled.id, warm, model=toy)
        assert not warm.running, "the engine was not asked"
    assert found.fit == 30
    drafting.use(catalogue, filled.id, False, toy)
    assert not drafting.report(catalogue, filled.id, toy).used
    examples = gather(catalogue, filled.id, "text").material.examples
    assert all(one.builder != "draft" for one in examples)
    drafting.use(catalogue, filled.id, True, toy)
    examples = gather(catalogue, filled.id, "text").material.examples
    assert any(one.builder == "draft" for one in examples)
    shutil.rmtree(catalogue.library.cache / "drafts")
    assert drafting.report(catalogue, filled.id, toy).sentence() == (
        "No drafts have been written yet."
    )


def test_what_was_written_before_a_stop_is_kept_and_gone_on_with(
    catalogue: Catalogue, filled: ProjectRecord, engine: Callable[..., WarmEngine], toy: str
) -> None:
    with engine(stop_after=20) as warm:

        def hear(message: Message) -> None:
            if isinstance(message, Progress) and message.step == 20:
                warm.cancel()

        with pytest.raises(KnownError, match="stopped") as raised:
            drafting.draft(catalogue, filled.id, warm, model=toy, on_message=hear)
    assert raised.value.kind == "cancelled"
    found = drafting.report(catalogue, filled.id, toy)
    assert (found.drafted, found.fit, found.used) == (20, 20, False)
    heard: list[Message] = []
    with engine() as warm:
        found, _ = drafting.draft(catalogue, filled.id, warm, model=toy, on_message=heard.append)
    assert (found.drafted, found.fit, found.used) == (30, 30, True)
    assert max(one.steps for one in heard if isinstance(one, Progress)) == 10


def test_too_few_are_told_and_left_alone(
    catalogue: Catalogue, filled: ProjectRecord, engine: Callable[..., WarmEngine], toy: str
) -> None:
    before = gather(catalogue, filled.id, "text").material
    with engine(fit="'number 7.' in body") as warm:
        found, _ = drafting.draft(catalogue, filled.id, warm, model=toy)
    assert (found.fit, found.used, found.enough) == (1, False, False)
    assert found.reasons == (("copy", 29),)
    assert "1 of 30 drafts kept the facts" in found.sentence()
    assert "too few" in found.sentence()
    assert drafting.told_reason("copy", 29) == "29 are nearly copies"
    assert gather(catalogue, filled.id, "text").material == before
    drafting.use(catalogue, filled.id, True, toy)
    assert gather(catalogue, filled.id, "text").material == before, "not even when asked for"


def test_a_failing_engine_is_told_in_its_words(
    catalogue: Catalogue, filled: ProjectRecord, tmp_path: Path, toy: str
) -> None:
    script = tmp_path / "failing.py"
    script.write_text("import os; os._exit(3)", "utf-8")
    log = tmp_path / "log.txt"
    with (
        WarmEngine(log=log, python=sys.executable, arguments=("-u", str(script))) as warm,
        pytest.raises(KnownError, match="stopped unexpectedly"),
    ):
        drafting.draft(catalogue, filled.id, warm, model=toy)


def test_damaged_files_are_written_again(catalogue: Catalogue, filled: ProjectRecord) -> None:
    store = DraftStore(catalogue.library)
    (text,) = drafting._texts(catalogue, filled.id)[0][:1]
    store.keep("ab" * 32, text, 0, "One.")
    store.keep("ab" * 32, text, 1, "Two.")
    assert store.attempts("ab" * 32, text) == ["One.", "Two."]
    assert store.attempts("cd" * 32, text) == []
    (file,) = (catalogue.library.cache / "drafts").rglob("*.json")
    file.write_text("{", "utf-8")
    assert store.attempts("ab" * 32, text) == []
