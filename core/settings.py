"""Settings, each declared once: type, default, range, label and one sentence of help.

A settings class is a frozen dataclass whose fields are made with `setting(...)`. The window's form,
the stored JSON and the documentation all follow from that one declaration.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any, TypeVar

from core.errors import KnownError
from core.language import say

T = TypeVar("T")


@dataclass(frozen=True)
class SettingInfo:
    """What a form or a page of documentation needs to know of one setting."""

    name: str
    default: Any
    label: str
    help: str
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    unit: str = ""


def setting(
    default: T,
    label: str,
    help: str,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    choices: tuple[str, ...] = (),
    unit: str = "",
) -> T:
    """Declare one dataclass field; `label` is plain words, `help` is one sentence; both English."""
    metadata = {
        "label": label,
        "help": help,
        "minimum": minimum,
        "maximum": maximum,
        "choices": choices,
        "unit": unit,
    }
    return field(default=default, metadata=metadata)


def describe(cls: type) -> tuple[SettingInfo, ...]:
    """All settings of a class in the order of their declaration, in the reader's language."""
    return tuple(
        _said(SettingInfo(name=item.name, default=item.default, **item.metadata))
        for item in dataclasses.fields(cls)
        if "label" in item.metadata
    )


def _said(info: SettingInfo) -> SettingInfo:
    unit = say(info.unit) if info.unit else ""
    return dataclasses.replace(info, label=say(info.label), help=say(info.help), unit=unit)


def validate(values: Any) -> None:
    """Check every declared range.

    Raises:
        KnownError: kind "bad_request", naming the setting and what it may be.
    """
    for info in describe(type(values)):
        value = getattr(values, info.name)
        low, high = info.minimum, info.maximum
        outside = (low is not None and value < low) or (high is not None and value > high)
        if outside or (info.choices and value not in info.choices):
            allowed = ", ".join(info.choices) or say("from {low} to {high}", low=low, high=high)
            raise KnownError(
                say("“{label}” cannot be {value}.", label=info.label, value=value),
                say("It may be {allowed}.", allowed=allowed),
                detail=info.name,
                kind="bad_request",
            )
