"""Measures the checks of texts and writes `docs/text_checks.md`.

`nice -n 10 .venv/bin/python tests/benchmarks/text_checks.py` (about half a minute on two cores).
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "core" / "datasets")]

from planted_faults import FIRST, SECOND, Fault, clean_texts, good_texts  # noqa: E402

from core.contract.items import Text  # noqa: E402
from core.datasets.checks import CheckContext, check_texts  # noqa: E402
from core.datasets.languages import languages_of  # noqa: E402
from core.datasets.remedies import REMEDIES, propose  # noqa: E402

TRIES = 4
PAGE = ROOT / "docs" / "text_checks.md"


def main() -> None:
    """Measure everything and write the page."""
    texts = clean_texts()
    languages_of(["The model of languages is loaded once a program."])
    cold = (float("inf"), float("inf"))
    for _ in range(TRIES):
        with tempfile.TemporaryDirectory() as folder:
            context = CheckContext(cache=Path(folder))
            cold = min(cold, seconds(lambda: check_texts(texts, context)))  # noqa: B023
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder)
        check_texts(texts, CheckContext(cache=cache))
        warm = seconds(lambda: check_texts(texts, CheckContext(cache=cache)))
        false = false_alarms(texts, cache)
        changed = changed_characters(texts)
        faults = {name: [found(one, cache) for one in group]
                  for name, group in (("first", FIRST), ("second", SECOND))}  # fmt: skip
    rows = [
        f"| 1,000 texts, looked at for the first time, best of {TRIES} | {cold[0]:.1f} s "
        f"({cold[1]:.1f} s of one core) |",
        f"| the same again | {warm[0]:.1f} s ({warm[1]:.1f} s of one core) |",
        f"| faults found, thresholds chosen with them at hand | {sum(faults['first'])} of "
        f"{len(FIRST)} |",
        f"| faults found, made after the thresholds were fixed | {sum(faults['second'])} of "
        f"{len(SECOND)} |",
        f"| good texts that a warning names wrongly | {sum(false.values())} of {len(texts)} "
        f"({sum(false.values()) / len(texts):.1%}) |",
        f"| good texts that a mending would change | {changed} of {len(texts)} |",
    ]
    listed = ", ".join(f"`{code}` {count}" for code, count in false.most_common()) or "none"
    PAGE.write_text(page(rows, listed), encoding="utf-8")
    print(PAGE.read_text("utf-8"))


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """(by the clock, of a processor)."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor


def false_alarms(texts: list[Text], cache: Path) -> Counter[str]:
    """Good texts named by warnings, by check; each language is a project of its own."""
    by_language: dict[str, list[Text]] = defaultdict(list)
    for text in texts:
        by_language[text.language].append(text)
    named: dict[int, str] = {}
    for language, group in by_language.items():
        for one in check_texts(group, CheckContext(language=language, cache=cache)):
            if one.severity != "ready":
                named.update(dict.fromkeys(one.items, one.code))
    return Counter(named.values())


def changed_characters(texts: list[Text]) -> int:
    """Texts that any remedy that mends damage would change at all."""
    remedies = (
        "mend_encoding",
        "clean_markup",
        "mask_personal_data",
        "remove_lines",
        "remove_footers",
    )
    assert all(REMEDIES[one].rewrites for one in remedies)
    ids = [text.id for text in texts]
    return len({item for one in remedies for item in propose(one, texts, ids, CheckContext())})


def found(fault: Fault, cache: Path) -> bool:
    """Whether the check of a fault names all its texts."""
    texts, wanted = fault.plant(good_texts(fault.language))
    context = CheckContext(language=fault.language, cache=cache, **fault.context)
    told = [one for one in check_texts(texts, context) if one.code == fault.code]
    items = {item for one in told for item in one.items if one.remedy == fault.remedy
             or not fault.remedy}  # fmt: skip
    hit = bool(items & wanted) if fault.any_of else wanted <= items
    if not hit:
        print("MISSED", fault.code, fault.language, fault.name)
    return hit


def page(rows: list[str], listed: str) -> str:
    """The page in Markdown."""
    lines = [
        "# Checks of texts, measured",
        "",
        "Written by `tests/benchmarks/text_checks.py`. The good texts are 1,000 texts in 25",
        "languages (`tests/core/datasets/clean_texts`): paragraphs of the Universal Declaration of",
        "Human Rights, product descriptions and lines of emoji. The faults are in",
        "`tests/core/datasets/planted_faults.py`, each put alone into good texts; half of them",
        "were made after the thresholds were fixed, and all of them were found at once; one footer",
        "in each half came with its check. Texts of everyday marketing in fifteen languages, and",
        "faults in them that were hard, are in `tests/benchmarks/fifteen_languages`; what came of",
        "them is in `tests/benchmarks/RESULTS.md`.",
        f"Measured on {platform.system()}, {os.cpu_count()} cores on which "
        f"{round(os.getloadavg()[0])} programs",
        f"were at work at the same time, Python {platform.python_version()}.",
        "",
        "| What | Measured |",
        "|---|---|",
        *rows,
        "",
        f"Wrongly named, by check: {listed}.",
        "",
        "What is not recognised: names that stand free in a sentence, without a greeting, a title",
        "or a signature; phone numbers in national formats without a leading zero and without a",
        "word such as “Tel.” or “call” before them; another voice in sets of fewer than 20 texts;",
        "claims in languages other than English, German, French and Spanish; single words between",
        "*asterisks* and lines of dashes, which may be meant. Text in which letters of one byte",
        "were taken for others is told and not mended, for that would be guessing.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
