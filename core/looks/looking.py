"""Looking at photos: what is known already, and the child process that finds out the rest.

What a looker found is kept by the photo's content and the looker's version; nothing is looked at
twice. A photo that brings the child down or takes too long is left, told, and not tried again
before the program starts anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from core.contract.items import Picture
from core.datasets.kept_facts import KeptFacts
from core.datasets.limited_child import BrokenOff, LimitedChild
from core.errors import KnownError
from core.language import say
from core.looks.lookers import LOOKERS, Looker

TIMEOUT_SECONDS = 120.0
"""Longest wait for one photo, the networks' first loading included; usual is half a second."""
SWITCH = "SIGNET_LOOK_CLOSER"
"""Environment variable: "0" leaves the closer look out."""
_MOST_CRASHES = 3
"""Crashes without any success between them after which the child is not started again."""
_given_up: set[tuple[str, str, int]] = set()
"""(content, looker, version) that failed since the program started."""

Looks = Mapping[str, Any]
"""What was found in one photo, by the looker's name; one that has not looked is not in it."""


@dataclass(frozen=True)
class _Seen:
    value: Any


class KeptLooks:
    """What was found before, one file a looker and version."""

    def __init__(self, cache: Path) -> None:
        """`cache` is the folder of what can be computed again."""
        self._kept: dict[str, KeptFacts[_Seen]] = {
            one.name: KeptFacts(_Seen, cache / f"looks.{one.name}.v{one.version}.jsonl")
            for one in LOOKERS.values()
        }

    def of(self, sha256: str) -> dict[str, Any]:
        """All that is known of this content."""
        found = {name: kept.get(sha256) for name, kept in self._kept.items()}
        return {name: seen.value for name, seen in found.items() if seen is not None}

    def put(self, sha256: str, found: Mapping[str, Any]) -> None:
        """Keep what was found, at once."""
        for name, value in found.items():
            self._kept[name].put(sha256, _Seen(value))
            self._kept[name].save()

    def missing(self, pictures: Iterable[Picture]) -> list[tuple[Picture, list[str]]]:
        """The photos that somebody has still to look at, and who; each content once."""
        lookers = [one for one in LOOKERS.values() if one.name not in not_installed()]
        found: dict[str, tuple[Picture, list[str]]] = {}
        for picture in pictures:
            names = [one.name for one in lookers if self._unknown(picture.sha256, one)]
            if names:
                found.setdefault(picture.sha256, (picture, names))
        return list(found.values())

    def _unknown(self, sha256: str, one: Looker) -> bool:
        tried = (sha256, one.name, one.version) in _given_up
        return not tried and self._kept[one.name].get(sha256) is None


def not_installed() -> dict[str, str]:
    """Lookers that cannot look here, with the library they lack; nothing is imported for it."""
    lacking = {
        one.name: next((name for name in one.needs if find_spec(name) is None), "")
        for one in LOOKERS.values()
    }
    return {name: library for name, library in lacking.items() if library}


def wanted() -> bool:
    """Whether photos are looked at closer at all."""
    return os.environ.get(SWITCH, "1") != "0"


class Eyes:
    """One child process that looks at photos; a context manager. `stop` may come from any thread,
    everything else from one."""

    def __init__(self, timeout: float = TIMEOUT_SECONDS) -> None:
        """The child is started by the first `look`."""
        self._child = LimitedChild("core.looks.child", timeout)
        self._stopped = False
        self._crashes = 0
        self.notes: dict[str, str] = {}
        """English details for support: by looker or by name of the photo, what did not work."""

    def look(self, picture: Picture, names: Sequence[str]) -> dict[str, Any]:
        """What these lookers find in a photo.

        Raises:
            KnownError: kind "cancelled" after `stop`; otherwise the photo could not be looked at,
                which is no reason not to look at the next. Kind "crashed" when none can.
        """
        self._ask_whether_stopped()
        asked = [name for name in names if name not in self.notes]
        if not asked:
            return {}
        try:
            answer = self._child.ask({"path": str(Path(picture.path).absolute()), "lookers": asked})
        except BrokenOff as error:
            self._ask_whether_stopped()
            self._give_up(picture, asked)
            self._crashes += 0 if error.late else 1
            raise _broken_off(picture, error, self._crashes >= _MOST_CRASHES) from error
        self._crashes = 0
        if "fault" in answer:
            self._give_up(picture, asked)
            raise _not_seen(picture, answer["fault"])
        self.notes.update(answer["missing"])
        self._give_up(picture, answer["missing"])
        if answer["failed"]:
            self._give_up(picture, answer["failed"])
            self.notes[f"photo {picture.id}"] = "; ".join(answer["failed"].values())
        found: dict[str, Any] = answer["found"]
        return found

    def stop(self) -> None:
        """End the child now; a `look` under way and all later ones raise."""
        self._stopped = True
        self._child.stop()

    def close(self) -> None:
        """End the child."""
        self._child.close()

    def __enter__(self) -> Eyes:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask_whether_stopped(self) -> None:
        if self._stopped:
            raise KnownError(
                say("Looking closer was stopped."),
                say("Start the checks again to go on."),
                kind="cancelled",
            )

    def _give_up(self, picture: Picture, names: Iterable[str]) -> None:
        _given_up.update((picture.sha256, name, LOOKERS[name].version) for name in names)


def _broken_off(picture: Picture, error: BrokenOff, every: bool) -> KnownError:
    name = picture.name or str(picture.id)
    if error.late:
        told = say("Looking closer at {name} took too long and was given up.", name=name)
    else:
        told = say("Looking closer at {name} made the reader stop.", name=name)
    hint = say("The other checks have looked at it; look at it yourself.")
    return KnownError(
        told, hint, detail=f"the child {error}", kind="crashed" if every else "bad_data"
    )


def _not_seen(picture: Picture, why: str) -> KnownError:
    return KnownError(
        say("{name} cannot be read as a picture.", name=picture.name or str(picture.id)),
        say("Set it aside, or import the original again."),
        detail=why,
    )
