"""Captions: a made-up trigger word, what kind of thing it is, and what differs from photo to photo.

A caption names what varies, so that the trigger word takes up what stays the same: the brand's
product. Template captions use facts that import measured, never a model.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from core.contract.items import Picture
from core.datasets.caption_words import ALWAYS, said_always, words_of
from core.errors import KnownError
from core.language import say

_SHORTEST, _LONGEST = 4, 12
_MOST_VOWELS = 0.26
_CONSONANTS = "bcdfghjklmnpqrstvwxz"
_RESERVED = frozenset(
    {
        # Words with few vowels that models know.
        "adhd", "angry", "apply", "april", "black", "blind", "blond", "blurry", "bright", "brunch",
        "catch", "chart", "chess", "church", "cloth", "clown", "comfy", "crystal", "crypt",
        "cycle", "dwarf", "earth", "empty", "fifth", "film", "first", "flight", "fresh", "front",
        "german", "ghost", "glyph", "grass", "gypsy", "hdtv", "html", "https", "human", "jpeg",
        "length", "light", "lunch", "lymph", "match", "milk", "month", "myth", "myths", "night",
        "north", "nymph", "nymphs", "party", "pitch", "plant", "plumb", "print", "psych", "pygmy",
        "rhythm", "rhythms", "right", "script", "scripts", "shirt", "shrimp", "sight", "sixth",
        "sketch", "skirt", "small", "smith", "spanish", "sphinx", "sport", "spring", "stamp",
        "stock", "stream", "strength", "strengths", "stretch", "strict", "string", "strong",
        "style", "sync", "system", "text", "third", "thrift", "thumb", "tight", "track", "truck",
        "tryst", "watch", "witch", "world", "wrist", "xmas", "yacht", "young",
    }
)  # fmt: skip
_WORD = re.compile(r"\w+", re.UNICODE)
MOST_WORDS = 40
"""Of a description that become a caption; the shortest text encoder reads 77 tokens."""
_SENTENCE_END = re.compile(r"(?<=[a-z0-9)\"”][.!?])\s+(?=[A-Z“\"])")
_OPENING = re.compile(
    r"^(?:this is )?(?:(?:in )?(?:this|the|an?) )?(?:(?:close-up|product|stock) )?"
    r"(?:image|photo|photograph|picture|shot)s?"
    r"(?:,| (?:shows?|depicts?|features?|displays?|captures?|presents?|is of|of|contains?))+ *",
    re.IGNORECASE,
)
"""How models begin: “The image shows a ...”."""
_FRAMING = {"close-up": "close-up", "wide": "seen from far away"}
_LIGHT = {"bright": "bright light", "dark": "dark scene"}
_FORMAT = {"portrait": "upright format", "landscape": "wide format"}


def suggest_trigger(project_name: str, taken: Collection[str]) -> str:
    """A rare made-up word for a project, such as "mrngembr" for "Morning Ember".

    Args:
        project_name: its consonants make the word.
        taken: trigger words of other projects; none is given twice.
    """
    plain = unicodedata.normalize("NFKD", project_name).casefold()
    words = re.findall(r"[a-z]+", "".join(one for one in plain if not unicodedata.combining(one)))
    heads = [word[0] + re.sub(r"[aeiouy]", "", word[1:]) for word in words]
    base = re.sub(r"(.)\1+", r"\1", "".join(heads))
    if len(base) >= 6 and trigger_fault(base[:8], taken) is None:
        return base[:8]
    for number in range(100):
        # Names that leave too little, or are written in other letters, are filled up.
        digest = hashlib.sha256(f"{number}:{project_name}".encode()).digest()
        filling = "".join(_CONSONANTS[byte % len(_CONSONANTS)] for byte in digest)
        candidate = base[:4] + filling[: 8 - len(base[:4])]
        if trigger_fault(candidate, taken) is None:
            return candidate
    raise KnownError(
        say("No free trigger word was found for this name."),
        say("Type one yourself."),
        kind="bad_request",
    )


def trigger_fault(trigger: str, taken: Collection[str] = ()) -> KnownError | None:
    """What speaks against a trigger word, or None.

    A word that a model already knows would be mixed up with its old meaning, so a trigger must
    not look like a word: four to twelve small letters or digits, hardly a vowel.
    """
    hint = say("Take a made-up word without meaning, such as “mrngembr”.")
    if not re.fullmatch(r"[a-z0-9]+", trigger) or not _SHORTEST <= len(trigger) <= _LONGEST:
        length = say(
            "A trigger word has {shortest} to {longest} small letters (a to z) or digits.",
            shortest=_SHORTEST,
            longest=_LONGEST,
        )
        return KnownError(length, hint, kind="bad_request")
    if trigger in {one.casefold() for one in taken}:
        taken_word = say(
            "The trigger word “{trigger}” belongs to another project.", trigger=trigger
        )
        return KnownError(taken_word, hint, kind="bad_request")
    vowels = sum(letter in "aeiouy" for letter in trigger)
    coined = any(letter.isdigit() for letter in trigger) or vowels <= _MOST_VOWELS * len(trigger)
    if trigger in _RESERVED or not coined:
        known = say("“{trigger}” looks like a word that models already know.", trigger=trigger)
        return KnownError(known, hint, kind="bad_request")
    return None


def fill_captions(
    pictures: Sequence[Picture], trigger: str, class_word: str, *, overwrite: bool = False
) -> dict[int, str]:
    """Template captions by picture id: "a photo of mrngembr cup, close-up, on a red background".

    What is the same in nearly every picture is left out, so that the trigger word stands for it.

    Args:
        class_word: what the thing is, such as "cup"; may be empty.
        overwrite: also replace captions that are already there.
    """
    shown = {picture.id: _varying(picture) for picture in pictures}
    same = _nearly_same(list(shown.values())) if len(shown) > 1 else set()
    subject = " ".join(word for word in (trigger.strip(), class_word.strip()) if word)
    return {
        picture.id: ", ".join(
            [f"a photo of {subject or 'the product'}"]
            + [part for part in shown[picture.id] if part not in same]
        )
        for picture in pictures
        if overwrite or not picture.caption.strip()
    }


def with_trigger(caption: str, trigger: str, class_word: str = "") -> str:
    """The caption with its trigger word: before the class word where that occurs, else in front."""
    caption = caption.strip()
    if not trigger or trigger_spans(caption, trigger):
        return caption
    if class_word:
        pattern = _named(class_word)
        if pattern.search(caption):
            return pattern.sub(lambda match: f"{trigger} {match.group()}", caption, count=1)
    subject = f"{trigger} {class_word}".strip()
    return f"{subject}, {caption}" if caption else f"a photo of {subject}"


def caption_from(description: str, trigger: str, class_word: str = "") -> str:
    """A caption of what a model says about a photo; empty when it said nothing.

    The first sentence, without “The image shows”, with the code word before what the thing is
    called. Where the model does not name the thing, code word and class word come first.
    """
    said = " ".join(description.split())
    said = _SENTENCE_END.split(said, maxsplit=1)[0].strip(" .\"“”'")
    said = _OPENING.sub("", said).strip(" ,.:;")
    words = said.split()
    if len(words) > MOST_WORDS:
        said = " ".join(words[:MOST_WORDS]).rstrip(" ,;:")
    if not any(letter.isalpha() for letter in said):
        return ""
    first = said.split(" ")[0]
    if len(first) == 1 or not first.isupper():  # an abbreviation stays as it is
        said = said[:1].lower() + said[1:]
    named = bool(class_word) and _named(class_word).search(said)
    subject = " ".join(word for word in (trigger.strip(), class_word.strip()) if word)
    if named:
        return f"a photo of {with_trigger(said, trigger, class_word)}"
    return f"a photo of {subject}, {said}" if subject else f"a photo of {said}"


def _named(class_word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(class_word)}(?!\w)", re.IGNORECASE)


def replace_in_captions(
    captions: Mapping[int, str],
    find: str,
    replace: str,
    *,
    whole_words: bool = True,
    match_case: bool = False,
) -> dict[int, str]:
    """Captions that change when `find` is replaced, by picture id; the others are left out."""
    if not find:
        return {}
    # A comma at an edge is no part of a word: “, red” stands in “cup, red” as it is.
    edges = [
        edge if whole_words and _WORD.match(sign) else ""
        for edge, sign in ((r"(?<!\w)", find[0]), (r"(?!\w)", find[-1]))
    ]
    flags = 0 if match_case else re.IGNORECASE
    pattern = re.compile(edges[0] + re.escape(find) + edges[1], flags)
    tidied = _tidied if replace.strip() else _tidied_up
    changed = {key: tidied(pattern.sub(lambda _: replace, text)) for key, text in captions.items()
               if pattern.search(text)}  # fmt: skip
    return {key: text for key, text in changed.items() if text != captions[key]}


def trigger_spans(caption: str, trigger: str) -> list[tuple[int, int]]:
    """Where the trigger word stands as a word of its own: (start, end) in characters."""
    if not trigger:
        return []
    wanted = trigger.casefold()
    return [match.span() for match in _WORD.finditer(caption) if match.group().casefold() == wanted]


def background_phrase(facts: Mapping[str, str]) -> str:
    """How captions name an even background; empty where its colour is not known."""
    background = facts.get("background", "")
    article = "an" if background[:1] in "aeiou" else "a"
    return f"on {article} {background} background" if background else ""


def retold(caption: str, before: Mapping[str, str], now: Mapping[str, str]) -> str:
    """A caption after its photo was mended: what it says in our words is said of what is seen now.

    Args:
        before, now: the photo's facts.
    """
    parts = caption.split(", ")
    for old, new in zip(_phrases(before), _phrases(now), strict=True):
        if old and old != new:
            parts = [new if part == old else part for part in parts]
    return ", ".join(part for part in parts if part) if parts != caption.split(", ") else caption


def _varying(picture: Picture) -> list[str]:
    return [part for part in _phrases(picture.facts) if part]


def _phrases(facts: Mapping[str, str]) -> tuple[str, str, str, str]:
    return (
        _FRAMING.get(facts.get("framing", ""), ""),
        background_phrase(facts),
        _LIGHT.get(facts.get("light", ""), ""),
        _FORMAT.get(facts.get("orientation", ""), ""),
    )


def _nearly_same(shown: Sequence[Sequence[str]]) -> set[str]:
    """Phrases that nearly every picture has; and of those that give nearly every one the same word,
    as a dark background and a dark scene do, as many as it takes, the most frequent first."""
    left = [list(parts) for parts in shown]
    same: set[str] = set()
    while True:
        words = set(said_always([" ".join(parts) for parts in left]))
        told = (
            part for part, count in Counter(part for parts in left for part in parts).most_common()
            if count >= ALWAYS * len(left) or words & words_of(part)
        )  # fmt: skip
        most = next(told, "")
        if not most:
            return same
        same.add(most)
        left = [[part for part in parts if part != most] for parts in left]


def _tidied_up(caption: str) -> str:
    """`_tidied`, and without brackets and quotation marks around nothing; empty where no word is
    left."""
    caption = re.sub(r"\(\s*\)|\[\s*\]|\"\s*\"|“\s*”|„\s*“", "", caption)
    caption = re.sub(r"\s+([.;:!?])", r"\1", caption)
    return _tidied(caption) if _WORD.search(caption) else ""


def _tidied(caption: str) -> str:
    """Without the double spaces and lone commas that a removed word leaves."""
    caption = re.sub(r"\s{2,}", " ", caption)
    caption = re.sub(r"\s+,", ",", caption)
    return re.sub(r"(?:,\s*){2,}", ", ", caption).strip(" ,")
