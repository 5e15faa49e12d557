"""Numbers, sizes, times and dates as the reader's language writes them. No widgets."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale


def number(value: float, decimals: int = 0) -> str:
    """A count or a figure, with the reader's separators."""
    if decimals == 0:
        return QLocale().toString(round(value))
    return QLocale().toString(float(value), "f", decimals)


def percent(share: float, decimals: int = 0) -> str:
    """A share of 1 as "85 %"."""
    return number(share * 100, decimals) + "\u202f%"


def size(count: float) -> str:
    """Bytes as "3.4 MB"."""
    value, units = float(count), ("B", "KB", "MB", "GB", "TB")
    at = 0
    while value >= 999.5 and at < len(units) - 1:
        value, at = value / 1000, at + 1
    return number(value, 0 if at < 2 or value >= 100 else 1) + "\u00a0" + units[at]


def gibibytes(value: float) -> str:
    """Memory as "2.1 GB"; one decimal is all that a reader needs."""
    return number(value, 1) + "\u00a0GB"


def about(seconds: float) -> str:
    """A length of time as people say it: "about 6 minutes"."""
    translate = QCoreApplication.translate
    if seconds < 45:
        tens = max(5, round(seconds / 5) * 5)
        return translate("words", "about %n second(s)", "", tens)
    if seconds < 90 * 60:
        return translate("words", "about %n minute(s)", "", max(1, round(seconds / 60)))
    return translate("words", "about %n hour(s)", "", round(seconds / 3600))


def left(seconds: float) -> str:
    """Time to go: "4 min left"."""
    translate = QCoreApplication.translate
    if seconds < 60:
        return translate("words", "less than a minute left")
    return translate("words", "{minutes} min left").format(minutes=number(round(seconds / 60)))


def clock(seconds: float) -> str:
    """A running time as "4:05"."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def day(moment: datetime) -> str:
    """A date in the reader's own time zone."""
    local = moment.astimezone()
    return QLocale().toString(_qt(local).date(), QLocale.FormatType.ShortFormat)


def day_and_time(moment: datetime) -> str:
    """Date and time in the reader's own time zone."""
    return QLocale().toString(_qt(moment.astimezone()), QLocale.FormatType.ShortFormat)


def now() -> datetime:
    """The time that `ago` counts from."""
    return datetime.now(UTC)


def ago(moment: datetime) -> str:
    """How long ago, roughly; a date when it is more than a week."""
    translate = QCoreApplication.translate
    passed = (now() - moment).total_seconds()
    if passed < 90:
        return translate("words", "just now")
    if passed < 3600:
        return translate("words", "%n minute(s) ago", "", round(passed / 60))
    if passed < 86400:
        return translate("words", "%n hour(s) ago", "", round(passed / 3600))
    if passed < 7 * 86400:
        return translate("words", "%n day(s) ago", "", round(passed / 86400))
    return day(moment)


def joined(parts: list[str]) -> str:
    """ "a, b and c" in the reader's language."""
    return QLocale().createSeparatedList(parts)


def _qt(moment: datetime) -> QDateTime:
    return QDateTime(
        moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second
    )
