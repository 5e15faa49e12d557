"""Column types that read back exactly what was written, or say that the file is damaged."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

from core.contract.wire import to_plain
from core.errors import KnownError
from core.language import say


class DamageError(KnownError):
    """The catalogue's content cannot be right; a fault of the disk around it is another error."""


def damaged(detail: str) -> DamageError:
    """The error for a catalogue whose content cannot be right."""
    return DamageError(
        say("The library's catalogue is damaged."),
        say("Restore the newest backup; your photos, texts and adapters are not touched by this."),
        detail=detail,
    )


class UtcTime(TypeDecorator[datetime]):
    """An aware time as fixed-width ISO text in UTC, so that text order is time order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Refuses a naive time: it would silently mean another moment."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time needs its zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Raises KnownError when the stored text is no time."""
        if value is None:
            return None
        try:
            read = datetime.fromisoformat(value)
        except (ValueError, TypeError) as error:
            raise damaged(f"time {value!r}: {error}") from error
        if read.tzinfo is None:
            raise damaged(f"time {value!r} without a zone")
        return read


class IsoDate(TypeDecorator[date]):
    """A calendar day as ISO text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """YYYY-MM-DD."""
        return None if value is None else date(value.year, value.month, value.day).isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        """Raises KnownError when the stored text is no day."""
        if value is None:
            return None
        try:
            return date.fromisoformat(value)
        except (ValueError, TypeError) as error:
            raise damaged(f"date {value!r}: {error}") from error


class Flag(TypeDecorator[bool]):
    """Yes or no as 1 or 0 (strict tables know no BOOLEAN)."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        """None stays None."""
        return None if value is None else int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        """Anything but 0 is yes."""
        return None if value is None else bool(value)


class Json(TypeDecorator[Any]):
    """A JSON object or list as text; dataclasses and tuples are turned into plain values first."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Losses that are not numbers become null, as on the wire."""
        if value is None:
            return None
        return json.dumps(to_plain(value), ensure_ascii=False, sort_keys=True, allow_nan=False)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Raises KnownError when the stored text is no JSON."""
        if value is None:
            return None
        try:
            return json.loads(value)
        except (ValueError, TypeError, RecursionError) as error:
            raise damaged(f"JSON: {error}") from error
