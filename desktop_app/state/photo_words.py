"""Captions by a model that sees: which models there are, its run, and keeping what it said.

No widgets. The run waits for its turn with the engine; what was said before a stop stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.actions import datasets
from core.actions.captioning import Captioning, Suggestion
from core.catalogue.records import ProjectRecord
from core.contract.messages import Message, Phase, Progress
from core.errors import KnownError
from core.jobs.supervisor import WarmEngine
from core.models import describers
from core.models.describers import Describer
from desktop_app.job_thread import JobThread
from desktop_app.observable import Property
from desktop_app.state.desk import Desk

_LAST = "captions.model"


class PhotoWords(QObject):
    """One request to describe some photos of a project."""

    models = Property[tuple[Describer, ...] | None](None)
    """None until they were looked for."""
    models_changed = Signal(object)
    running = Property(False)
    running_changed = Signal(object)
    told = Property("")
    """What is going on."""
    told_changed = Signal(object)
    share = Property(0.0)
    """How much is done, 0 to 1."""
    share_changed = Signal(object)
    problem = Property[KnownError | None](None)
    problem_changed = Signal(object)
    suggested = Signal(object)
    """A Suggestion."""

    def __init__(self, desk: Desk, project: ProjectRecord, ids: Sequence[int]) -> None:
        """Looks for models at once."""
        super().__init__()
        self._desk, self._project = desk, project
        self.ids = tuple(ids)
        self._thread: JobThread | None = None
        looking = JobThread(lambda _: tuple(describers.installed()), name="models that describe")
        looking.done.connect(self._take_models)
        looking.failed.connect(self._fail)
        desk.start(looking)

    @property
    def preferred(self) -> str:
        """Folder of the model that was used last, or empty."""
        return str(self._desk.memory.get(_LAST, ""))

    def add_folder(self, folder: Path) -> bool:
        """Offer a model that lies elsewhere; tells `problem` when it is none."""
        self.problem = None
        try:
            found = describers.find(str(folder))
        except KnownError as error:
            self.problem = error
            return False
        known = [one for one in self.models or () if one.folder != found.folder]
        self.models = (found, *known)
        return True

    def start(self, model: Describer) -> None:
        """Describe all of them with this model."""
        if self.running:
            return
        self._desk.memory.set(_LAST, str(model.folder))
        self.problem, self.running, self.share = None, True, 0.0
        self.told = self.tr("Waiting for the computer to be free")
        project, ids, python = self._project.id, self.ids, self._desk.engine_room.python
        catalogue = self._desk.catalogue

        def work(thread: JobThread, warm: WarmEngine) -> None:
            warm.leave()  # its memory is needed
            run = Captioning(
                catalogue, project, ids, model, on_message=thread.tell, on_suggestion=thread.tell,
                python=python,
            )  # fmt: skip
            thread.on_cancel(run.cancel)
            if not thread.cancelled():
                run.run()

        self._thread = self._desk.engine_room.borrow(work, "describing photos")
        self._thread.message.connect(self._hear)
        self._thread.done.connect(self._described)
        self._thread.failed.connect(self._end)

    def stop(self) -> None:
        """Stop after the photo that is being described."""
        if self._thread is not None:
            self.told = self.tr("Stopping")
            self._thread.cancel()

    def keep(self, captions: Mapping[int, str]) -> None:
        """Give the photos these captions; one step that can be undone."""
        wanted = {key: text.strip() for key, text in captions.items() if text.strip()}
        if wanted:
            self._desk.do(
                self.tr("Describe photos"),
                lambda catalogue: datasets.set_captions(catalogue, wanted),
                datasets.set_captions,
                then=lambda before: self._desk.say(
                    self.tr("%n caption(s) changed.", "", len(before))
                ),
                owner=self._desk,
            )

    def _hear(self, message: Message | Suggestion) -> None:
        if isinstance(message, Suggestion):
            self.suggested.emit(message)
        elif isinstance(message, Phase):
            self.told = message.say
        elif isinstance(message, Progress) and message.steps:
            self.share = message.step / message.steps

    def _take_models(self, found: tuple[Describer, ...]) -> None:
        self.models = found

    def _fail(self, error: KnownError) -> None:
        self.problem, self.models = error, ()

    def _described(self, _: object) -> None:
        self._end(None)

    def _end(self, error: KnownError | None) -> None:
        self._thread, self.running, self.told = None, False, ""
        if error is not None and error.kind != "cancelled":
            self.problem = error
