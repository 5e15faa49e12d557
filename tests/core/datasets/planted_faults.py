"""Faults put into good texts, one at a time, each with the texts that a check must name.

`FIRST` were at hand while thresholds were chosen; `SECOND` were made after they were fixed. To be
loaded by its path, as the benchmark and the tests do.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from core.contract.items import Text
from core.paths import resources

CLEAN = Path(__file__).parent / "clean_texts" / "clean.jsonl"
_SAMPLE = resources() / "sample_brand" / "texts"
NEW = 1000
"""Id of the first text that is put in."""


@dataclass(frozen=True)
class Fault:
    """One fault: what it does to the good texts of a language, and what must be found."""

    code: str
    language: str
    name: str
    plant: Callable[[list[Text]], tuple[list[Text], set[int]]]
    context: dict[str, Any] = field(default_factory=dict)
    remedy: str = ""
    """Name of the remedy that must be offered, where it matters."""
    any_of: bool = False
    """Whether it is enough that one of the texts is named, as of two copies."""


def clean_texts() -> list[Text]:
    """1,000 texts in 25 languages with nothing to find."""
    lines = [json.loads(line) for line in CLEAN.read_text("utf-8").splitlines()]
    return [
        Text(at, one["body"], f"{at:064d}", one["kind"], f"text {at}", one["language"])
        for at, one in enumerate(lines)
    ]


def good_texts(language: str) -> list[Text]:
    """The sample brand's texts in English and German, else the clean ones of a language."""
    if language == "en":
        bodies = [("product", one) for one in _column("products.csv")]
        posts = (_SAMPLE / "social.md").read_text("utf-8").split("\n---\n")
        bodies += [("post", one.strip()) for one in posts]
        slogans = (_SAMPLE / "slogans.txt").read_text("utf-8").splitlines()
        bodies += [("line", one) for one in slogans]
    elif language == "de":
        bodies = [("product", one) for one in _column("de/products_de.csv")]
        bodies += [(one.kind, one.body) for one in clean_texts() if one.language == "de"]
    else:
        return [one for one in clean_texts() if one.language == language]
    return [
        Text(at, body, f"{at:064d}", kind, f"text {at}", language)
        for at, (kind, body) in enumerate(bodies)
    ]


def _column(path: str) -> list[str]:
    with (_SAMPLE / path).open(encoding="utf-8", newline="") as handle:
        return [row["description"] for row in csv.DictReader(handle)]


def _text(number: int, body: str, language: str, kind: str = "text") -> Text:
    return Text(NEW + number, body, f"{NEW + number:064d}", kind, f"new {number}", language)


def added(code: str, language: str, name: str, *bodies: str, kind: str = "text",
          **more: Any) -> Fault:  # fmt: skip
    """Texts put beside the good ones; each of them must be found."""
    new = [_text(at, body, language, kind) for at, body in enumerate(bodies)]
    return Fault(
        code, language, name, lambda good: ([*good, *new], {one.id for one in new}), **more
    )


def within(code: str, language: str, name: str, words: str, at: int = 3, **more: Any) -> Fault:
    """Words put behind a good text."""

    def plant(good: list[Text]) -> tuple[list[Text], set[int]]:
        marred = replace(good[at], body=f"{good[at].body} {words}".strip())
        return [*good[:at], marred, *good[at + 1 :]], {good[at].id}

    return Fault(code, language, name, plant, **more)


def all_within(code: str, language: str, name: str, change: Callable[[str], str], places: range,
               **more: Any) -> Fault:  # fmt: skip
    """A change to many good texts; all of them must be found."""

    def plant(good: list[Text]) -> tuple[list[Text], set[int]]:
        wanted = {good[at].id for at in places}
        return [replace(one, body=change(one.body)) if one.id in wanted else one for one in good], (
            wanted
        )

    return Fault(code, language, name, plant, **more)


def copied(language: str, name: str, change: Callable[[str], str], at: int = 4) -> Fault:
    """A good text once more, changed a little; one of the two must be found."""

    def plant(good: list[Text]) -> tuple[list[Text], set[int]]:
        return [*good, replace(good[at], id=NEW, body=change(good[at].body))], {good[at].id, NEW}

    return Fault("near_duplicate_texts", language, name, plant, any_of=True)


def leaked(language: str, name: str, change: Callable[[str], str], at: int) -> Fault:
    """A test text of which a copy is trained on."""

    def plant(good: list[Text]) -> tuple[list[Text], set[int]]:
        return [*good, replace(good[at], id=NEW, body=change(good[at].body))], {NEW}

    return Fault("leaked_heldout", language, name, plant, {"heldout_ids": frozenset({NEW})})


def _garbled(text: str, encoding: str = "cp1252") -> str:
    return "".join(
        bytes([one]).decode(encoding, errors="ignore") or chr(one) for one in text.encode()
    )


def _every(words: Sequence[str], step: int, instead: str) -> str:
    return " ".join(instead if at % step == step - 1 else word for at, word in enumerate(words))


_LEGAL = (
    "Pursuant to Section 4.2 of the Terms, the Licensee shall indemnify and hold harmless the "
    "Licensor against any and all claims, liabilities and expenses (including legal fees)."
)
_SHOUTED = (
    "HURRY!!! BIGGEST SALE EVER!!! BUY NOW AND SAVE 50%!!! CLICK HERE >>> DON'T MISS OUT!!! "
    "LIMITED TIME ONLY!!!"
)
_FOOTER = "Morning Ember Ltd, registered in Kassel, all prices include the legal tax."

FIRST = (
    copied("en", "a word in twenty exchanged", lambda body: _every(body.split(), 20, "perhaps")),
    copied("fr", "the last words cut", lambda body: body[: len(body) * 4 // 5]),
    within("broken_encoding", "de", "UTF-8 read as Windows", _garbled("Schöne Grüße, für Käse")),
    within("broken_encoding", "en", "curly quotes garbled", _garbled("“It’s here”")),
    within("broken_encoding", "en", "lost letters", "a caf\ufffd near you", remedy="set_aside"),
    within("markup_rests", "en", "tags", "<p>Come in.</p><br/>", remedy="clean_markup"),
    within("markup_rests", "de", "entities", "Tee &amp; Geb&auml;ck"),
    within("markup_rests", "en", "Markdown", "**Now** at [our shop](https://shop.example/a)"),
    within("footers", "en", "one line about unsubscribing", "\n\nTo unsubscribe, click here.",
           remedy="remove_footers"),
    within("placeholders", "en", "curly brackets", "Yours, {{first_name}}"),
    within("placeholders", "de", "square brackets", "Liebe Grüße an [Name]"),
    within("personal_data", "en", "an e-mail address", "Write to k.brandt@example.org."),
    within("personal_data", "de", "a phone number", "Anruf unter +49 30 1234567 genügt."),
    within("personal_data", "de", "a bank account", "IBAN DE89 3704 0044 0532 0130 00"),
    within("personal_data", "en", "a card", "Card 4111 1111 1111 1111."),
    within("personal_data", "de", "a postal address", "Lindenstraße 12, 34117 Kassel"),
    within("personal_data", "en", "a titled name", "We thank Mrs. Whitfield for it."),
    all_within("boilerplate", "en", "a legal footer", lambda body: f"{body}\n{_FOOTER}", range(14)),
    all_within("little_variety", "en", "the same beginning", lambda body: f"Again from us: {body}",
               range(20)),
    added("mixed_registers", "de", "Sie among du", "Nehmen Sie sich Zeit. Er riecht nach Toast, "
          "und Sie merken es erst danach.", kind="product"),
    added("mixed_registers", "de", "both in one text", "Du findest uns am Markt, und wenn Sie "
          "mögen, kochen wir gleich mit.", kind="product"),
    Fault("mixed_languages", "en", "German stated as English", lambda good: (
        [*good, _text(0, "Wir freuen uns auf den Morgen, an dem die Straße noch leer ist und der "
                         "Ofen schon lange warm geworden ist.", "en")], {NEW})),
    added("changing_languages", "en", "half of it German", "The kettle is on and the street is "
          "quiet, so come in and sit down with us. Draußen ist es noch dunkel, aber hier drinnen "
          "riecht es schon lange nach frischem Brot."),
    added("too_short", "en", "one word", "Warm."),
    added("cut_off", "en", "far too long", "The kettle is on and the street is quiet. " * 60),
    added("off_voice", "en", "shouted advertising", _SHOUTED, kind="product"),
    added("off_voice", "en", "a legal clause", _LEGAL, kind="product"),
    within("claims", "en", "a superlative", "It is the best in the world.", at=5),
    within("claims", "de", "a health claim", "Er stärkt das Immunsystem.", at=2),
    leaked("en", "an edited copy", lambda body: _every(body.split(), 25, "well"), 7),
    Fault("one_sided", "en", "one kind", lambda good: (
        [replace(one, kind="product") if one.kind == "line" else one for one in good[:36]]
        + [replace(one, kind="product") for one in good[60:]] + good[36:40],
        {one.id for one in good[:36]})),
)  # fmt: skip


def spoken(language: str, common: Sequence[str], rare: str) -> Fault:
    """Texts that address their reader in one way, and one in the other."""
    new = [_text(at, body, language) for at, body in enumerate([*common, rare])]
    return Fault("mixed_registers", language, f"the rarer form in {language}",
                 lambda good: ([*good, *new], {new[-1].id}))  # fmt: skip


def grouped(good: list[Text]) -> tuple[list[Text], set[int]]:
    """A table in which nearly everything is of one group."""
    wanted = {one.id for one in good[:90]}
    return [
        replace(one, fields={"category": "Coffee" if one.id in wanted else "Cups"}) for one in good
    ], wanted


SECOND = (
    copied("es", "two sentences before it", lambda body: f"Aviso. Léase bien. {body}", 6),
    copied("ja", "an ending exchanged", lambda body: body[:-6] + "なのです。", 3),
    copied("de", "other quotation marks and a new line", lambda body: body.replace(" ", "\n", 1)
           .replace(".", "!"), 2),
    within("broken_encoding", "uk", "Cyrillic garbled", _garbled("Доброго ранку")),
    within("broken_encoding", "es", "garbled twice", _garbled(_garbled("mañana será otro día"))),
    within("broken_encoding", "fr", "read as Latin-1", _garbled("crème brûlée à Noël", "latin-1")),
    within("markup_rests", "en", "escaped tags", "&lt;strong&gt;Now&lt;/strong&gt; open."),
    within("markup_rests", "de", "JSON escapes", "Sch\\u00f6ne Gr\\u00fc\\u00dfe"),
    within("markup_rests", "fr", "quoted-printable", "un caf=C3=A9 cr=C3=A8me"),
    within("markup_rests", "nl", "an inline style", '<span style="color:red">Nu open</span>'),
    within("footers", "fr", "rights reserved", "\n© 2024 Maison. Tous droits réservés."),
    within("placeholders", "en", "a printf mark", "Dear %s, come in."),
    within("placeholders", "en", "mail merge", "See you soon, *|FNAME|*"),
    within("placeholders", "it", "dummy text", "Lorem ipsum dolor sit amet"),
    within("personal_data", "fr", "a phone number", "Appelez le 06 12 34 56 78."),
    within("personal_data", "es", "a phone number behind its word", "Tel. 612 345 678"),
    within("personal_data", "en", "a British address", "12 Baker Street, London NW1 6XE"),
    within("personal_data", "en", "a signature", "\n\nKind regards,\nThomas Weber"),
    added("personal_data", "de", "a greeting", "Hallo Annika,\ndein Paket ist heute auf den Weg "
          "gegangen und kommt morgen an."),
    within("personal_data", "it", "a bank account", "IBAN IT60X0542811101000000123456"),
    spoken("fr", ["Tu ouvres la porte et ça sent le pain.", "On t’attend, ton café est prêt.",
                  "Tu peux venir quand tu veux."], "Vous ouvrez la porte et votre café est prêt."),
    spoken("es", ["Abre la puerta, tu café está listo.", "Ven cuando te apetezca.",
                  "Contigo empieza el día."], "Abra la puerta, usted tiene su café listo."),
    spoken("it", ["Apri la porta, il tuo caffè è pronto.", "Vieni quando ti va.",
                  "Il tuo giorno comincia qui."], "Apra la porta, il Suo caffè è già pronto."),
    added("changing_languages", "fr", "English in the middle", "Le pain sort du four et la rue est "
          "encore calme à cette heure. Our shop opens at seven and there is always a seat by the "
          "window for you. Venez quand vous voulez, la porte est ouverte toute la matinée."),
    added("cut_off", "de", "a very long letter", "Der Ofen ist warm und die Straße ist noch leer. "
          * 50),
    all_within("boilerplate", "fr", "a notice in capitals",
               lambda body: f"{body} TOUS DROITS RÉSERVÉS. REPRODUCTION INTERDITE.", range(8, 16)),
    added("off_voice", "en", "slang with pictures", "omg guys 😍😍😍 this is soooo good lol 😂😂 "
          "ur gonna looove it 🔥🔥🔥 #coffee #love #instagood #morning #vibes #mood", kind="post"),
    added("off_voice", "de", "a data sheet", "Art.-Nr. 4711-B; Maße (L×B×H): 120×80×40 mm; "
          "230 V~ / 50 Hz; IP44; CE; EN 60335-1:2012; VE = 12 Stk.; Lager: A-03/17; Rev. 2.1"),
    within("claims", "en", "a price claim", "Now 50% cheaper than everywhere else.", at=8),
    leaked("fr", "within a longer text", lambda body: f"{body} Voilà ce que nous disons tous les "
           "jours à ceux qui passent la porte.", 5),
    Fault("one_sided", "en", "one group of the table", grouped),
)  # fmt: skip
