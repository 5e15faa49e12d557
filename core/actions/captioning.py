"""Captions by a vision-language model: it describes the photos, somebody accepts what it says."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.catalogue import items, projects
from core.catalogue.store import Catalogue
from core.contract.messages import (
    Cancelled,
    Describe,
    Described,
    Ending,
    Failed,
    Message,
)
from core.contract.requests import DescribeRequest
from core.datasets.captions import caption_from
from core.errors import KnownError
from core.jobs.supervisor import Job
from core.language import say
from core.models.describers import Describer


@dataclass(frozen=True)
class Suggestion:
    """A caption that a model suggests for a photo."""

    item_id: int
    name: str
    before: str
    after: str


class Captioning:
    """One run over photos in an engine of its own; nothing is changed by it.

    `suggestions` grows while it runs, and stays when it is stopped.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        project_id: int,
        ids: Sequence[int],
        model: Describer,
        *,
        on_message: Callable[[Message], None] = lambda message: None,
        on_suggestion: Callable[[Suggestion], None] = lambda suggestion: None,
        python: str = "",
        device: str = "auto",
    ) -> None:
        """Nothing starts before `run`.

        Args:
            on_message, on_suggestion: called in the thread of `run`.

        Raises:
            KnownError: kind "bad_request" when none of the items is a photo.
        """
        with catalogue.reading() as session:
            self._project = projects.get(session, project_id)
            wanted = set(ids)
            photos = [
                one for one in items.list_items(session, project_id, "photo") if one.id in wanted
            ]
        if not photos:
            raise KnownError(
                say("There is no photo to describe."), say("Select some photos first."),
                kind="bad_request",
            )  # fmt: skip
        self._photos = {one.id: one for one in photos}
        self._hear, self._tell = on_message, on_suggestion
        self.suggestions: list[Suggestion] = []
        request = DescribeRequest(
            job=uuid.uuid4().hex[:12],
            model=str(model.folder),
            model_name=model.name,
            pictures=tuple(items.as_picture(one, catalogue.library) for one in photos),
            class_word=self._project.class_word,
            device=device,
        )
        self._job = Job(
            Describe(request),
            log=catalogue.library.logs / "captions.txt",
            python=python,
            on_message=self._take,
        )

    def run(self) -> list[Suggestion]:
        """Describe; blocks. Photos of which the model says nothing are left out.

        Raises:
            KnownError: it failed; kind "cancelled" when it was stopped.
        """
        ending: Ending = self._job.run()
        match ending:
            case Failed(kind, what, hint, detail):
                raise KnownError(what, hint, detail, kind=kind)  # type: ignore[arg-type]
            case Cancelled():
                raise KnownError(say("Stopped."), say("Start it again."), kind="cancelled")
        return self.suggestions

    def cancel(self) -> None:
        """Stop after the photo that is being described; any thread."""
        self._job.cancel()

    def _take(self, message: Message) -> None:
        if isinstance(message, Described):
            photo = self._photos[message.item]
            caption = caption_from(message.text, self._project.trigger, self._project.class_word)
            if caption:
                made = Suggestion(photo.id, photo.name, photo.caption, caption)
                self.suggestions.append(made)
                self._tell(made)
        self._hear(message)
