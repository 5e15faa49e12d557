"""What can be mended with one click. Nothing is changed here: a remedy proposes, the caller keeps.

Remedies of items ("set_aside") and of captions ("fill_captions", "add_trigger") are carried out by
the caller on `Finding.items`; those of texts give new bodies by id.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.contract.items import Finding, Text
from core.datasets import markup_rests, mojibake, personal_data
from core.datasets.brand_words import respelt
from core.datasets.check_registry import CheckContext
from core.datasets.footers import without_footers
from core.datasets.sentences import divide
from core.datasets.text_checks import BRIEF_TOKENS
from core.datasets.text_facts import token_counter
from core.datasets.text_measures import own_addresses
from core.datasets.text_set_checks import boilerplate_lines
from core.errors import KnownError
from core.language import later, say


@dataclass(frozen=True)
class Remedy:
    """A one-click remedy as the window shows it."""

    name: str
    label: str
    """What the button says; English, `button` says it in the reader's language."""
    sentence: str
    """What it does; likewise."""
    rewrites: bool = False
    """Whether it proposes new text bodies through `propose`."""
    redraws: bool = False
    """Whether it makes new working versions of photos; see `photo_remedies`."""
    asks: bool = False
    """Whether somebody has to choose first: it is not done unasked with everything else."""

    @property
    def button(self) -> str:
        """The label in the reader's language."""
        return say(self.label)

    @property
    def does(self) -> str:
        """The sentence in the reader's language."""
        return say(self.sentence)


_ALL = (
    Remedy("set_aside", later("Set aside"),
           later("Leaves the items out of training; nothing is deleted.")),
    Remedy("fill_captions", later("Fill in captions"),
           later("Writes a simple caption where there is none.")),
    Remedy("add_trigger", later("Add the code word"),
           later("Puts the code word into each caption.")),
    Remedy("drop_common_words", later("Take them out"),
           later("Takes the words that are the same everywhere out of the captions.")),
    Remedy("name_alike", later("Call it the same"),
           later("Puts what the thing is called after the code word.")),
    Remedy("split_again", later("Divide again"),
           later("Divides training and test anew, copies together.")),
    Remedy("raise_rank", later("Raise the capacity"),
           later("Sets the capacity the material needs.")),
    Remedy("thin_out", later("Thin out"),
           later("Sets so many of them aside that they no longer prevail; the longest stay.")),
    Remedy("divide", later("Divide"),
           later("Divides long texts between paragraphs and sentences."), True),
    Remedy("mask_personal_data", later("Mask"),
           later("Replaces names, addresses and numbers of persons."), True),
    Remedy("mask_own_address", later("Mask"),
           later("Replaces the brand's own address or number."), True),
    Remedy("mend_encoding", later("Mend"),
           later("Turns garbled characters back into what they were."), True),
    Remedy("clean_markup", later("Clean"),
           later("Takes tags, entities and marks out of the texts; every word stays."), True),
    Remedy("write_names", later("Write them right"),
           later("Writes the brand's names as the brand does."), True),
    Remedy("remove_lines", later("Remove the lines"),
           later("Removes lines that many texts share."), True),
    Remedy("remove_sign_offs", later("Remove the sign-off"),
           later("Removes the common last line."), True),
    Remedy("remove_footers", later("Remove the footers"),
           later("Removes legal notices and lines about unsubscribing."), True),
    Remedy("relight", later("Relight"),
           later("Brightens the photos and evens out their colour cast; highlights stay whole."),
           redraws=True),
    Remedy("crop", later("Crop"),
           later("Cuts the photos around the subject to a shape that is trained on whole."),
           redraws=True),
    Remedy("crop_bars", later("Cut the frame away"),
           later("Cuts the photos so that frames and bars are gone."), redraws=True),
    Remedy("crop_shape", later("Crop to one shape"),
           later("Cuts the photos to the shape that most of the others have."), redraws=True),
    Remedy("crop_text", later("Crop the text away"),
           later("Cuts the photos so that the written lines are gone and the subject stays."),
           redraws=True),
    Remedy("pad_shape", later("Widen"),
           later("Widens the photos with more of their background to a shape that is trained on "
                 "whole."), redraws=True),
    Remedy("crop_subject", later("Crop close"),
           later("Cuts the photos close around the subject."), redraws=True),
    Remedy("straighten", later("Straighten"),
           later("Turns leaning photos until their level lines are level."), redraws=True),
    Remedy("turn_left", later("Turn left"), later("Turns the photos to the left."), redraws=True),
    Remedy("vary_backgrounds", later("Vary the backgrounds"),
           later("Puts other backgrounds behind half of the photos; subject and shadow stay."),
           asks=True),
    Remedy("turn_right", later("Turn right"), later("Turns the photos to the right."),
           redraws=True),
)  # fmt: skip
REMEDIES: dict[str, Remedy] = {remedy.name: remedy for remedy in _ALL}

_BETTER: dict[str, tuple[str, ...]] = {
    "too_dark": ("relight",),
    "extreme_crop": ("crop",),
    "text_in_picture": ("crop_text",),
    "mixed_shapes": ("crop_shape",),
    "borders": ("crop_bars",),
    "colour_cast": ("relight",),
    "small_subject": ("crop_subject",),
    "crop_cuts_subject": ("pad_shape",),
}
"""By code of a check: remedies that save the photos, told before the check's own."""
_ELSEWHERE = frozenset({"raise_rank"})  # a setting of the training, not of the items


def remedies_for(finding: Finding) -> tuple[Remedy, ...]:
    """What can be done about a finding with one click, the best first."""
    if not finding.items:
        return ()
    names = (*_BETTER.get(finding.code, ()), finding.remedy)
    return tuple(REMEDIES[name] for name in names if name and name not in _ELSEWHERE)


def propose(
    remedy: str, texts: Sequence[Text], items: Sequence[int], context: CheckContext
) -> dict[int, tuple[str, ...]]:
    """New bodies by text id, for the texts that would change; several where one is divided.

    Args:
        remedy: one that `rewrites`.
        texts: all texts of the project, since some remedies compare them.
        items: ids of the texts to mend, mostly `Finding.items`.

    Raises:
        KnownError: kind "bad_request" when the remedy does not rewrite texts.
    """
    rewrite = _rewriter(remedy, texts, context)
    wanted = set(items)
    proposed = {text.id: tuple(rewrite(text.body)) for text in texts if text.id in wanted}
    unchanged = {text.id: (text.body,) for text in texts}
    return {item: bodies for item, bodies in proposed.items() if bodies != unchanged[item]}


def propose_for(
    finding: Finding, texts: Sequence[Text], context: CheckContext
) -> dict[int, tuple[str, ...]]:
    """`propose` with a finding's own remedy and items."""
    return propose(finding.remedy, texts, finding.items, context)


def _rewriter(
    remedy: str, texts: Sequence[Text], context: CheckContext
) -> Callable[[str], Sequence[str]]:
    if remedy == "divide":
        return lambda body: divide_to_fit(body, context)
    if remedy == "mend_encoding":
        return lambda body: [mojibake.mend(body)]
    if remedy == "clean_markup":
        return lambda body: [markup_rests.clean(body)]
    if remedy == "remove_footers":
        return lambda body: [without_footers(body)]
    if remedy == "write_names":
        return lambda body: [respelt(body, context.words.terms)]
    if remedy == "mask_personal_data":
        own = own_addresses(texts)
        return lambda body: [personal_data.mask(body, keep=own)]
    if remedy == "mask_own_address":
        own = own_addresses(texts)
        return lambda body: [personal_data.mask(body, keep=_others(body, own))]
    if remedy in {"remove_lines", "remove_sign_offs"}:
        lines = boilerplate_lines(texts, sign_offs=remedy == "remove_sign_offs")
        return lambda body: [without_lines(body, lines)]
    raise KnownError(
        say("“{remedy}” is not a remedy that rewrites texts.", remedy=remedy),
        say(
            "Choose one of: {names}.",
            names=", ".join(one.name for one in REMEDIES.values() if one.rewrites),
        ),
        kind="bad_request",
    )


def _others(body: str, own: frozenset[str]) -> frozenset[str]:
    return frozenset(place.key for place in personal_data.find_personal_data(body)) - own


def without_lines(body: str, lines: Sequence[str]) -> str:
    """The text without these lines or sentences; blank lines left behind at the end go too."""
    unwanted = set(lines)
    kept = []
    for line in body.split("\n"):
        if line.strip() in unwanted:
            continue
        for sentence in unwanted:
            if sentence in line:
                line = line.replace(sentence, "").strip()
        kept.append(line)
    return "\n".join(kept).rstrip()


def divide_to_fit(body: str, context: CheckContext) -> list[str]:
    """Parts that each fit the length limit beside a brief, cut between paragraphs or sentences.

    A single sentence that is longer than the limit stays whole: it is never cut inside.
    """
    count = token_counter(context.count_tokens)
    limit = max(1, context.max_length - BRIEF_TOKENS)
    tokens = count(body)
    if tokens <= limit:
        return [body]
    portion = int(len(body) * limit / tokens)
    while portion > 40:
        parts = divide(body, long=portion, portion=portion)
        if all(count(part) <= limit for part in parts):
            return parts
        portion = portion * 4 // 5
    return divide(body, long=portion, portion=portion)
