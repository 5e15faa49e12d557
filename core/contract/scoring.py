"""What the engine needs to judge how well an adapter has learnt a voice, and what it answers.

A `Scorecard` holds figures and texts and no sentence: those are said when it is shown, in the
reader's language.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from core.contract.items import Example

SCORECARD = "scorecard.json"
"""Name of the file beside an adapter's own."""


@dataclass(frozen=True)
class ScoreRequest:
    """One adapter to be judged, complete by itself."""

    job: str
    family: str
    model: str
    """Folder of the base model."""
    model_hash: str
    model_name: str
    adapter: str
    """PEFT folder."""
    sha256: str
    """Of the adapter."""
    brand: str
    examples: tuple[Example, ...]
    """What was learnt from."""
    heldout_examples: tuple[Example, ...]
    """What was not."""
    out: str
    """The JSON file to be written."""
    banned: str = ""
    """Words the brand does not use, one a line."""
    device: str = "auto"
    precision: str = "auto"
    """As in `TrainingSettings`."""
    made: str = ""
    """ISO date and time."""


@dataclass(frozen=True)
class Sides:
    """One figure for everyone who writes; None where there is none."""

    base: float | None = None
    """The model alone."""
    prompt: float | None = None
    """The model with a brand prompt and a few example texts."""
    adapter: float | None = None
    """The model with the adapter."""
    brand: float | None = None
    """The brand's own held-out texts."""


@dataclass(frozen=True)
class Trait:
    """A habit of writing: its code in `core.scorecard.fingerprint`, and how strong it is."""

    code: str
    sides: Sides


@dataclass(frozen=True)
class WordUse:
    """How often a word is used, in a thousand words."""

    word: str
    sides: Sides
    avoided: bool = False
    """A word of the model's that the brand never uses, else one of the brand's favourites."""


@dataclass(frozen=True)
class Copying:
    """Words in a row that stand in training texts, too.

    Attributes:
        runs8, runs13: shares from 0 to 1 of all runs of 8 and of 13 words.
        longest: words of the longest shared run.
        run: the adapter's longest run itself.
        text: the adapter's text it stands in.
        nearest: the training text it comes from.
    """

    runs8: Sides = field(default_factory=Sides)
    runs13: Sides = field(default_factory=Sides)
    longest: Sides = field(default_factory=Sides)
    run: str = ""
    text: str = ""
    nearest: str = ""


@dataclass(frozen=True)
class Facts:
    """Numbers, names and units.

    Attributes:
        asked: how many of the briefs' facts the brand's own texts kept.
        kept: share of those, from 0 to 1, that each side kept.
        invented: numbers a text that do not stand in its brief.
        lost, made_up: what the adapter lost and made up, as written, a few of each.
    """

    asked: int = 0
    kept: Sides = field(default_factory=Sides)
    invented: Sides = field(default_factory=Sides)
    lost: tuple[str, ...] = ()
    made_up: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """One held-out brief and what everyone wrote for it."""

    brief: str
    brand: str
    base: str
    prompt: str
    adapter: str


@dataclass(frozen=True)
class Fold:
    """One part of the texts, judged by a model that was taught with all others."""

    texts: int
    heldout: Sides


@dataclass(frozen=True)
class Scorecard:
    """How well an adapter has learnt a voice.

    Attributes:
        learnt_texts, heldout_texts, heldout_examples: how many of each.
        languages: ISO 639-1, the most frequent first.
        heldout: perplexity of held-out completions; `brand` is None.
        control: perplexity of neutral texts; base and adapter alone.
        style: from 0 (base) to 100 (the brand's own held-out texts), the mean of the two below;
            None where the two ends cannot be told apart.
        letters, meaning: the same by runs of characters and by a network's own view of a text.
        folds: of few texts, the parts that were held out in turn, the run's own first; `heldout`
            is that of all together then.
        seconds: that the judging took.
    """

    brand: str
    model_name: str
    sha256: str
    made: str
    learnt_texts: int
    heldout_texts: int
    heldout_examples: int
    languages: tuple[str, ...]
    heldout: Sides
    control: Sides
    style: Sides
    letters: Sides
    meaning: Sides
    traits: tuple[Trait, ...] = ()
    words: tuple[WordUse, ...] = ()
    banned: Sides | None = None
    """Uses of words the brand does not want, in a thousand words; None where it named none."""
    banned_used: tuple[str, ...] = ()
    """Those that the adapter used."""
    copying: Copying = field(default_factory=Copying)
    facts: Facts = field(default_factory=Facts)
    written: tuple[Written, ...] = ()
    folds: tuple[Fold, ...] = ()
    seconds: float = 0.0
    version: int = 1
