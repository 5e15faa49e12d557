"""The dataset report as pages: words and figures are put together here, the layout is
`resources/report/dataset.typ`, set by Typst as an accessible PDF (PDF/UA-1: tagged, with a title, a
language and a description of every picture)."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.catalogue.records import FindingRecord
from core.exporting.report_parts import Counted, DatasetReport, Source, Taught
from core.language import language, say, say_date, say_list, say_many
from core.paths import resources

MOST_PICTURES = 96
"""Shown; the report says how many there are."""
MOST_TEXTS = 60
_BEGINNING = 180
"""Characters of each text that are printed."""
_STANDARD: Any = "ua-1"
_SQUARE = "□"
_MOST_SIGNS = 40
"""Different ones that are replaced, each at the price of setting the pages once more."""
_NO_FONT = re.compile(r"the text `\"(.+)\"` could not be displayed")
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_LONG_WORD = re.compile(r"[^\s/]{24,}")
_MARKS = "\u200d" + "".join(
    map(chr, (*range(0x300, 0x370), *range(0x20D0, 0x2100), *range(0xFE00, 0xFE10)))
)
"""What changes the sign before it, or joins it to the next."""


def render(report: DatasetReport) -> bytes:
    """The PDF."""
    shown = report.pictures[:MOST_PICTURES]
    with tempfile.TemporaryDirectory(prefix="signet-report-") as name:
        folder = Path(name)  # Typst reads nothing outside of it
        shutil.copyfile(resources() / "report" / "dataset.typ", folder / "dataset.typ")
        for number, (_, picture) in enumerate(shown):
            shutil.copyfile(picture, folder / f"{number}.jpg")
        return _set(folder, content(report))


def _set(folder: Path, words: Any) -> bytes:
    """The words set as pages. Names may hold signs that no font of this computer has, such as
    emoji, which an accessible PDF must not have: a square stands for each of them."""
    import typst  # large: read only when a report is asked for

    def pages(words: Any, standard: Any) -> bytes:
        return bytes(typst.compile(
            str(folder / "dataset.typ"),
            root=str(folder),
            font_paths=[str(resources() / "fonts")],
            format="pdf",
            pdf_standards=standard,
            sys_inputs={"report": json.dumps(words, ensure_ascii=False)},
        ))  # fmt: skip

    for _ in range(_MOST_SIGNS):
        try:
            return pages(words, _STANDARD)
        except typst.TypstError as error:
            sign = _unshown(error.message)
            before, words = words, _without(words, sign)
            if words == before:
                raise
    return pages(words, [])  # a script without any font: readable to nobody on this computer


def _unshown(message: str) -> str:
    """The sign that no font has, as Typst tells it; empty where it complains of something else."""
    told = _NO_FONT.search(message)
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), told[1]) if told else ""


def _without(words: Any, sign: str) -> Any:
    """All words with a square for the sign; plain letters lose the marks on them instead."""
    if isinstance(words, dict):
        return {key: _without(word, sign) for key, word in words.items()}
    if isinstance(words, list):
        return [_without(word, sign) for word in words]
    if not isinstance(words, str) or not sign or sign not in words:
        return words
    first, *rest = words.split(sign)
    stands = sign if sign.isascii() and sign.isprintable() else _SQUARE
    return first + "".join(stands + one.lstrip(_MARKS) for one in rest)


def content(report: DatasetReport) -> dict[str, Any]:
    """Every word of the report, in the reader's language and in the order of the pages."""
    return {
        "language": language(),
        "title": say("Dataset report"),
        "brand": report.project.name,
        "colour": next(iter(report.project.colours), ""),
        "made": say("{date} · {program}", date=say_date(report.made), program=report.program),
        "light": report.light if report.checked and _anything(report) else "unknown",
        "verdict": _verdict(report),
        "notes": report.project.notes,
        "sections": [
            section
            for section in (
                _amounts(report),
                _origins(report),
                _shown_people(report),
                _findings(say("What is open"), report.open),
                _decisions(report.decided),
                _adapters(report.taught),
            )
            if section["rows"] or section["lines"]
        ],
        "pictures": _pictures(report),
        "texts": _texts(report),
        "foot": say(
            "Written on this computer from what Signet knows and what was entered. It supports"
            " your records under the EU AI Act and is no legal advice."
        ),
        "page": say("Page"),
    }


def _section(
    title: str,
    lines: Sequence[str] = (),
    head: Sequence[str] = (),
    rows: Sequence[Sequence[str]] = (),
    widths: Sequence[int] = (),
) -> dict[str, Any]:
    """`widths`: of the columns, in shares of the line; 0 for figures."""
    return {
        "title": title, "lines": list(lines), "head": list(head), "rows": [*map(list, rows)],
        "widths": list(widths),
    }  # fmt: skip


def _verdict(report: DatasetReport) -> str:
    if not _anything(report):
        return say("All of it is laid aside; there is nothing to train with.")
    if not report.checked:
        return say("The checks have not looked at this brand yet.")
    if report.light == "ready":
        return say("Nothing speaks against training with this.")
    count = len(report.open)
    if report.light == "attention":
        return say_many(
            "{count} point should be looked at before training.",
            "{count} points should be looked at before training.",
            count,
        )
    return say_many(
        "{count} point is open, and it speaks against training.",
        "{count} points are open, and some speak against training.",
        count,
    )


def _anything(report: DatasetReport) -> bool:
    """Whether something is in use."""
    return any(one.used or one.held_out for one in report.counts)


def _kind(kind: str) -> str:
    return say("Photos") if kind == "photo" else say("Texts")


def _amounts(report: DatasetReport) -> dict[str, Any]:
    head = [
        "", say("All"), say("Trained on"), say("Kept for checking"), say("Laid aside"),
        say("In the bin"), say("Mended"),
    ]  # fmt: skip
    rows = [
        [_kind(one.kind), *(say("{number:,}", number=n) for n in _numbers(one))]
        for one in report.counts
    ]
    lines = [line for one in report.counts for line in _more(one)]
    return _section(say("What there is"), lines, head, rows, (1, 0, 0, 0, 0, 0, 0))


def _numbers(one: Counted) -> tuple[int, ...]:
    return one.all, one.used, one.held_out, one.set_aside, one.in_bin, one.mended


def _more(one: Counted) -> list[str]:
    used = one.used + one.held_out
    lines = []
    if one.kind == "photo":
        lines.append(
            say("{number} of {all} photos have a caption.", number=one.described, all=used)
        )
    else:
        lines.append(say("The texts have {number:,} words.", number=one.words))
        if one.languages:
            spoken = [
                say("{language} ({number})", language=name, number=number)
                for name, number in one.languages
            ]
            lines.append(say("Languages: {languages}.", languages=say_list(spoken)))
    if one.mended:
        lines.append(
            say_many(
                "{count} was mended; the original lies unchanged beside it.",
                "{count} were mended; the originals lie unchanged beside them.",
                one.mended,
            )
        )
    return lines


def _origins(report: DatasetReport) -> dict[str, Any]:
    head = ["", say("Owner"), say("Licence"), say("Number"), say("Until")]
    rows = [_origin(one) for one in report.sources]
    ending = [
        say("{name}: the right of use ends on {date}.", name=name, date=say_date(end))
        for name, end in report.ending
    ]
    return _section(
        say("Where it comes from, and who allows it"), ending, head, rows, (2, 4, 4, 0, 2)
    )


def _origin(one: Source) -> list[str]:
    return [
        _kind(one.kind),
        one.owner or say("not entered"),
        one.licence or say("not entered"),
        say("{number:,}", number=one.count),
        say_date(one.earliest_end) if one.earliest_end else "–",
    ]


def _shown_people(report: DatasetReport) -> dict[str, Any]:
    people = report.people
    if not any(one.kind == "photo" for one in report.counts):
        return _section(say("People"))
    rows = [
        [say("Nobody can be recognised"), str(people.none)],
        [say("Recognisable, and they agreed"), str(people.agreed)],
        [say("Recognisable, and they have not agreed"), str(people.not_agreed)],
        [say("Not entered"), str(people.not_entered)],
        [say("A face was found"), str(people.faces)],
        [say("of these, decided by somebody"), str(people.faces_entered)],
    ]
    head = [say("What was entered"), say("Photos")]
    return _section(say("People"), (), head, rows, (1, 0))


def _findings(title: str, found: Sequence[FindingRecord]) -> dict[str, Any]:
    rows = [[one.finding.say, one.finding.why] for one in found]
    return _section(title, (), [say("What was found"), say("Why it matters")], rows, (1, 1))


def _decisions(found: Sequence[FindingRecord]) -> dict[str, Any]:
    """What somebody decided to live with."""
    head = [say("What was found"), say("Why it is accepted"), say("Decided by")]
    rows = [
        [one.finding.say, one.ignored_reason, one.ignored_by or say("not entered")] for one in found
    ]
    return _section(say("What was decided"), (), head, rows, (3, 3, 2))


def _adapters(taught: Sequence[Taught]) -> dict[str, Any]:
    head = [
        say("Adapter"), say("Base model"), say("Licence of the base model"), say("Made on"),
        say("Learnt from"),
    ]  # fmt: skip
    rows = [
        [
            one.record.name,
            one.record.base_name,
            one.record.licence or say("not entered"),
            say_date(one.record.created),
            _learnt(one),
        ]
        for one in taught
    ]
    return _section(say("What was taught with it"), (), head, rows, (3, 3, 3, 2, 2))


def _learnt(one: Taught) -> str:
    if not one.learnt_from:
        return say("not known")
    if one.gone:
        return say("{number}, of which {gone} deleted since", number=one.learnt_from, gone=one.gone)
    return str(one.learnt_from)


def _pictures(report: DatasetReport) -> dict[str, Any]:
    shown = [_fitting(name) for name, _ in report.pictures[:MOST_PICTURES]]
    return {"title": say("The photos"), "names": shown, "more": _rest(report.pictures, shown)}


def _fitting(name: str) -> str:
    """A photo's name so that it fits below it: of long words the beginning and the end."""
    return _LONG_WORD.sub(lambda word: f"{word[0][:11]}…{word[0][-10:]}", name)


def _texts(report: DatasetReport) -> dict[str, Any]:
    shown = [[name, _beginning(text)] for name, text in report.texts[:MOST_TEXTS]]
    return {"title": say("The texts"), "rows": shown, "more": _rest(report.texts, shown)}


def _rest(all_of_them: Sequence[Any], shown: Sequence[Any]) -> str:
    left = len(all_of_them) - len(shown)
    return (
        say_many("{count} more is not shown.", "{count} more are not shown.", left) if left else ""
    )


def _beginning(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _BEGINNING else words[: _BEGINNING - 1].rstrip() + "…"
