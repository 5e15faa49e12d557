"""Measures the checks of texts on 434 clean marketing texts in 15 languages and 511 hard faults.

`.venv/bin/python -m tests.benchmarks.fifteen_languages` (about a minute). `clean.jsonl` holds texts
with prices, numbers of articles and orders, dates, sizes, opening hours, hashtags, emoji and
quotes, in which nothing is to be found and no character may be changed. In `faults.jsonl` what must
be masked stands in ⟦ ⟧, and `wanted` is what must be left after mending. The `seen` half was looked
at while the checks were made better, the other one only counted, until the last round.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from core.contract.items import Text
from core.datasets import markup_rests, mojibake, personal_data
from core.datasets.checks import CheckContext, check_texts
from core.datasets.claims import find_claims
from core.datasets.footers import footers
from core.datasets.forms_of_address import register
from core.datasets.remedies import REMEDIES, propose
from core.datasets.text_measures import measure

_HERE = Path(__file__).parent
_MARKS = re.compile("[⟦⟧]")
_MENDING = (
    "mend_encoding", "clean_markup", "mask_personal_data", "mask_own_address", "remove_lines",
    "remove_sign_offs", "remove_footers",
)  # fmt: skip
_EDITS: dict[str, Callable[[str], str]] = {
    "in capitals": str.upper,
    "a word exchanged": lambda body: _exchanged(body),
    "the last fifth cut": lambda body: body[: len(body) * 4 // 5],
    "emoji around it": lambda body: f"🎉 {body} 🎉🎉 #new",
    "other numbers": lambda body: re.sub("[0-9]", lambda one: str((int(one[0]) + 1) % 10), body),
}
Row = dict[str, Any]


def main() -> None:
    """Print everything."""
    clean = rows("clean")
    named, changed = clean_texts(clean)
    print(f"clean texts named: {len(named)} of {len(clean)}", Counter(named.values()))
    print(f"clean texts that a mending changes: {changed}")
    print(f"copies found: {copies(clean)}")
    found: dict[str, list[list[int]]] = defaultdict(lambda: [[0, 0], [0, 0]])
    for row in rows("faults"):
        right, said = judged(row), found[row["check"]][not row["seen"]]
        said[0] += right
        said[1] += 1
        if not right:
            print("MISSED", row)
    for check, (seen, unseen) in found.items():
        print(f"{check:20} seen {seen[0]} of {seen[1]}, unseen {unseen[0]} of {unseen[1]}")


def judged(row: Row) -> bool:
    """Whether a fault is found where it is, and mended as wanted."""
    return _JUDGED[row["check"]](row)


def clean_texts(clean: list[Row]) -> tuple[dict[int, str], int]:
    """Which are named by warnings, by check, and how many any remedy would change."""
    named: dict[int, str] = {}
    changed: set[int] = set()
    assert all(REMEDIES[one].rewrites for one in _MENDING)
    for language, texts in _by_language(clean):
        context = CheckContext(language=language)
        for one in check_texts(texts, context):
            # These address their readers in both ways on purpose, and few texts are few.
            if one.severity != "ready" and one.code not in {"mixed_registers", "too_few_texts"}:
                named.update(dict.fromkeys(one.items, one.code))
        ids = [text.id for text in texts]
        for remedy in _MENDING:
            changed |= set(propose(remedy, texts, ids, context))
    return named, len(changed)


def copies(clean: list[Row]) -> dict[str, str]:
    """Of edited copies, one a language and kind of edit, how many are found."""
    counts: dict[str, list[int]] = {name: [0, 0] for name in _EDITS}
    for language, texts in _by_language(clean):
        for number, (name, edit) in enumerate(_EDITS.items()):
            whole = texts[2 * number]
            copy = Text(9999, edit(whole.body), "9" * 64, "text", "copy", language)
            if copy.body == whole.body:
                continue
            told = check_texts([*texts, copy], CheckContext(language=language))
            items = {item for one in told if one.code == "near_duplicate_texts"
                     for item in one.items}  # fmt: skip
            counts[name][0] += bool(items & {whole.id, copy.id})
            counts[name][1] += 1
    return {name: f"{right} of {total}" for name, (right, total) in counts.items()}


def _by_language(clean: list[Row]) -> Iterator[tuple[str, list[Text]]]:
    groups: dict[str, list[Text]] = defaultdict(list)
    for at, row in enumerate(clean):
        language = row["language"]
        groups[language].append(Text(at, row["body"], f"{at:064d}", "text", "", language))
    yield from groups.items()


def _masked(row: Row) -> bool:
    """Whether the places are found from their first to their last character."""
    text = _MARKS.sub("", row["text"])
    wanted = re.findall("⟦(.*?)⟧", row["text"], re.DOTALL)
    found = [one.found for one in personal_data.find_personal_data(text)
             if one.kind == row["kind"]]  # fmt: skip
    masked = personal_data.mask(text)
    return all(one in found for one in wanted) and personal_data.mask(masked) == masked


def _mended(row: Row) -> bool:
    """Whether it is told, and, where that can be known, becomes what it was."""
    told = bool(measure(row["text"], row["language"]).broken)
    return told and (row["wanted"] is None or mojibake.mend(row["text"]) == row["wanted"])


def _cleaned(row: Row) -> bool:
    told = bool(markup_rests.rests(row["text"]))
    return told and (row["wanted"] is None or markup_rests.clean(row["text"]) == row["wanted"])


def _changes(row: Row) -> bool:
    text = Text(0, row["text"], "0" * 64, "text", "", row["language"])
    told = check_texts([text], CheckContext(language=row["language"]))
    return "changing_languages" in {one.code for one in told}


def _claimed(row: Row) -> bool:
    return row["kind"] in {one.kind for one in find_claims(row["text"], language=row["language"])}


def _exchanged(body: str) -> str:
    words = body.split(" ")
    if len(words) < 4:
        return f"{body[: len(body) // 2]}…{body[len(body) // 2 + 1 :]}"
    words[len(words) // 2] = "perhaps"
    return " ".join(words)


def rows(name: str) -> list[Row]:
    """Lines of one of the two files."""
    lines = (_HERE / f"{name}.jsonl").read_text("utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


_JUDGED: dict[str, Callable[[Row], bool]] = {
    "personal_data": _masked,
    "no_personal_data": lambda row: not personal_data.find_personal_data(row["text"]),
    "broken_encoding": _mended,
    "markup_rests": _cleaned,
    "footers": lambda row: bool(footers(row["text"])),
    "register": lambda row: register(row["text"], row["language"]) == row["wanted"],
    "changing_languages": _changes,
    "claims": _claimed,
    "placeholders": lambda row: bool(markup_rests.placeholders(row["text"])),
}


if __name__ == "__main__":
    main()
