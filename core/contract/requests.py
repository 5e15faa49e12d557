"""Requests: each holds everything the work needs, so that the engine asks nobody."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from core.contract.items import Example, Part, Picture
from core.language import later
from core.settings import setting

Kind = Literal["image", "text"]
Intensity = Literal["quick", "balanced", "careful"]
Goal = Literal["product", "style", "voice"]
Checkpointing = Literal["none", "segmented", "whole"]
Optimiser = Literal["adamw", "adamw_8bit"]
CHECKPOINTING: tuple[Checkpointing, ...] = ("none", "segmented", "whole")
"""How much is computed twice instead of kept, the least first."""


@dataclass(frozen=True)
class TrainingSettings:
    """Everything an expert may change about a training run; alpha is derived, see `alpha`."""

    rank: int = setting(
        16,
        "Capacity",
        "How much the adapter can hold; more for varied material.",
        minimum=1,
        maximum=256,
    )
    alpha: float = setting(
        16.0,
        "Alpha",
        "Scale of the adapter; equal to the capacity for images.",
        minimum=0.1,
        maximum=512.0,
    )
    kind: str = setting(
        "lora",
        "Kind of adapter",
        "The plain one suits nearly everything and is the fastest; the others may learn finer, "
        "more evenly, or into a smaller file.",
        choices=("lora", "dora", "rslora", "lokr"),
    )
    dropout: float = setting(
        0.0,
        "Dropout",
        "Share of the adapter switched off at random, against learning by heart.",
        minimum=0.0,
        maximum=0.5,
    )
    learning_rate: float = setting(
        1e-4,
        "Learning speed",
        "Size of each correction; too high unlearns, too low learns little.",
        minimum=1e-7,
        maximum=1e-1,
    )
    steps: int = setting(
        600, "Steps", "How many corrections are made at most.", minimum=1, maximum=100_000
    )
    batch_size: int = setting(
        4, "Batch size", "How many examples are looked at together.", minimum=1, maximum=256
    )
    accumulation: int = setting(
        1,
        "Accumulation",
        "Batches that are added up before one correction.",
        minimum=1,
        maximum=64,
    )
    optimiser: str = setting(
        "auto",
        "Optimiser",
        "The rule that turns errors into corrections; with 8 bits it takes a little less memory "
        "and is a little less exact.",
        choices=("auto", "adamw", "adamw_8bit"),
    )
    warmup_steps: int = setting(
        20, "Warm-up", "Steps over which the learning speed rises.", minimum=0, maximum=10_000
    )
    schedule: str = setting(
        "cosine", "Schedule", "How the learning speed falls.", choices=("cosine", "constant")
    )
    weight_decay: float = setting(
        0.01, "Weight decay", "Pull of the adapter towards nothing.", minimum=0.0, maximum=1.0
    )
    clip_norm: float = setting(
        1.0,
        "Gradient clip",
        "Largest correction allowed in one step.",
        minimum=0.01,
        maximum=100.0,
    )
    ema_decay: float = setting(
        0.0,
        "Smoothing",
        "Keeps an average of the last steps instead of the last one alone; 0 for off, 0.99 for "
        "about a hundred steps.",
        minimum=0.0,
        maximum=0.999,
    )
    resolution: int = setting(
        256,
        "Picture size",
        "Side of the square with the area that photos are trained at.",
        minimum=64,
        maximum=2048,
        unit="px",
    )
    max_length: int = setting(
        512,
        "Longest text",
        "Tokens of prompt and answer together.",
        minimum=32,
        maximum=32_768,
        unit="tokens",
    )
    precision: str = setting(
        "auto",
        "Precision",
        "Number format of the frozen model.",
        choices=("auto", "fp32", "bf16", "int8", "nf4"),
    )
    checkpointing: str = setting(
        "none",
        "Save memory",
        "Computes parts twice instead of keeping them; done without being asked where memory is "
        "short.",
        choices=CHECKPOINTING,
    )
    validate_every: int = setting(
        50,
        "Check every",
        "Steps between looks at the held-out items.",
        minimum=1,
        maximum=100_000,
        unit="steps",
    )
    checkpoint_every: int = setting(
        50, "Save every", "Steps between saved states.", minimum=1, maximum=100_000, unit="steps"
    )
    sample_every: int = setting(
        0,
        "Sample every",
        "Steps between sample pictures or texts; 0 for none.",
        minimum=0,
        maximum=100_000,
        unit="steps",
    )
    patience: int = setting(
        4,
        "Patience",
        "Checks without progress before training stops early; 0 for never.",
        minimum=0,
        maximum=1000,
    )
    max_minutes: float = setting(
        0.0,
        "Time limit",
        "Training ends in good order after this long; 0 for no limit.",
        minimum=0.0,
        maximum=100_000.0,
        unit="minutes",
    )
    seed: int = setting(
        0,
        "Seed",
        "Number that fixes all chance; 0 is a number like any other.",
        minimum=0,
        maximum=2**31 - 1,
    )

    @staticmethod
    def upgraded(plain: dict[str, Any]) -> dict[str, Any]:
        """What an older version wrote, in this one's terms (see `wire.from_plain`)."""
        return with_checkpointing_named(plain)


def with_checkpointing_named(plain: dict[str, Any]) -> dict[str, Any]:
    """Plain data in which "checkpointing" has a name; it was yes or no once."""
    older = plain.get("checkpointing")
    if not isinstance(older, bool):
        return plain
    return {**plain, "checkpointing": "whole" if older else "none"}


@dataclass(frozen=True)
class TrainingRequest:
    """One training run, complete by itself."""

    run: str
    """Run id, also the name of its folder."""
    kind: Kind
    family: str
    model: str
    """Folder of the base model."""
    model_hash: str
    model_name: str
    model_licence: str
    run_folder: str
    cache_folder: str
    adapter_id: str
    """Identity of the adapter to be; its weights are seeded from it."""
    adapter_name: str
    trigger: str
    class_word: str
    settings: TrainingSettings
    pictures: tuple[Picture, ...] = ()
    heldout_pictures: tuple[Picture, ...] = ()
    examples: tuple[Example, ...] = ()
    heldout_examples: tuple[Example, ...] = ()
    sample_prompts: tuple[str, ...] = ()
    recipe: str = ""
    """Name of the preset, such as "flux2_klein/balanced"."""
    resume: bool = False
    """Go on from the newest whole checkpoint in the run folder; refused if anything changed."""
    device: str = "auto"
    goal: Goal = "product"
    """What the code word shall stand for: the thing shown, its look, or (texts) how it speaks."""
    brand: str = ""
    """What the brand is called."""
    banned: str = ""
    """Words it does not use, one a line, as `core.datasets.brand_words` reads them."""
    parts: tuple[Part, ...] = ()
    """Of few texts: further parts that are held out in turn when the voice is judged."""
    judge: bool = True
    """Whether a taught voice is judged afterwards; pictures have no such thing."""


@dataclass(frozen=True)
class MixPart:
    """One adapter in a mix, at a strength from 0 to 1.5 (1.0 = 100 %)."""

    adapter_id: str
    path: str
    """Safetensors file (image) or PEFT folder (text)."""
    strength: float = 1.0
    sha256: str = ""
    name: str = ""


@dataclass(frozen=True)
class AdapterMix:
    """A column of a comparison: no part means the base alone."""

    name: str
    parts: tuple[MixPart, ...] = ()


BASE_MIX = AdapterMix(name=later("Without adapter"))


@dataclass(frozen=True)
class ImageOptions:
    """How pictures are made; 0 stands for the family's own default."""

    width: int = setting(0, "Width", "Width of the picture.", minimum=0, maximum=4096, unit="px")
    height: int = setting(0, "Height", "Height of the picture.", minimum=0, maximum=4096, unit="px")
    steps: int = setting(
        0, "Steps", "Rounds of refinement; 0 for the model's own.", minimum=0, maximum=200
    )
    guidance: float = setting(
        0.0,
        "Closeness to the brief",
        "How strictly the words are followed; 0 for the model's own.",
        minimum=0.0,
        maximum=30.0,
    )
    batch_size: int = setting(1, "Batch size", "Pictures made together.", minimum=1, maximum=64)


@dataclass(frozen=True)
class TextOptions:
    """How texts are written."""

    max_new_tokens: int = setting(
        160, "Longest answer", "Tokens that may be written.", minimum=1, maximum=8192, unit="tokens"
    )
    temperature: float = setting(
        0.7, "Freedom", "0 always takes the likeliest word.", minimum=0.0, maximum=2.0
    )
    top_p: float = setting(
        0.9, "Choice", "Share of likely words that are considered.", minimum=0.01, maximum=1.0
    )
    repetition_penalty: float = setting(
        1.1,
        "Against repetition",
        "Above 1, said words become less likely.",
        minimum=1.0,
        maximum=2.0,
    )
    system: str = setting("", "Standing instruction", "Said to the model before every brief.")


ModelForm = Literal["peft", "gguf-adapter", "model", "gguf"]
"""A PEFT folder, an adapter for llama.cpp, a whole safetensors folder, a whole GGUF file."""


@dataclass(frozen=True)
class ModelExportOptions:
    """How a taught language model is handed out."""

    form: str = setting(
        "gguf",
        "What for",
        "“gguf” is one file for Ollama and LM Studio, “model” a whole folder, the others hold only "
        "what was learnt.",
        choices=("gguf", "gguf-adapter", "model", "peft"),
    )
    precision: str = setting(
        "auto",
        "Number format",
        "How exactly numbers are kept; “auto” takes what suits the form.",
        choices=("auto", "fp32", "bf16", "fp16", "q8_0"),
    )
    with_base: bool = setting(
        False,
        "Base model beside it",
        "Also writes the base for llama.cpp, so that its adapter works at once.",
    )
    compare: bool = setting(
        True,
        "Compare afterwards",
        "Reads what was written back and compares it with the adapter, word by word.",
    )


@dataclass(frozen=True)
class ModelExportRequest:
    """A language model with a mix of adapters, to be written for other programs."""

    job: str
    family: str
    model: str
    """Folder of the base model."""
    model_hash: str
    model_name: str
    licence: str
    licence_note: str
    """What the licence of the base means, in one sentence."""
    name: str
    """What the result shall be called."""
    stem: str
    """The same as the beginning of file names: small letters, digits and hyphens."""
    folder: str
    """The new folder; it is filled beside its place and takes its name at the end."""
    mix: AdapterMix
    options: ModelExportOptions = field(default_factory=ModelExportOptions)
    text: TextOptions = field(default_factory=TextOptions)
    """For the Modelfile; `system` is the standing instruction that was trained with."""
    examples: tuple[Example, ...] = ()
    """Texts to compare with, best some that were never trained on; they are not written."""
    made: str = ""
    """ISO date and time."""
    versions: dict[str, str] = field(default_factory=dict)
    device: str = "auto"


@dataclass(frozen=True)
class DescribeRequest:
    """Photos to be put into words by a vision-language model."""

    job: str
    model: str
    """Folder of the model."""
    model_name: str
    pictures: tuple[Picture, ...]
    class_word: str = ""
    """What the photos show, such as "cup"; the model is told not to describe it."""
    device: str = "auto"


@dataclass(frozen=True)
class GenerationRequest:
    """A grid: prompts x mixes x seeds. The base column is always there (added if missing)."""

    job: str
    kind: Kind
    family: str
    model: str
    model_hash: str
    out_folder: str
    prompts: tuple[str, ...]
    mixes: tuple[AdapterMix, ...] = (BASE_MIX,)
    seeds: tuple[int, ...] = (1,)
    image: ImageOptions = field(default_factory=ImageOptions)
    text: TextOptions = field(default_factory=TextOptions)
    device: str = "auto"
    made: tuple[tuple[int, int, int], ...] = ()
    """Cells (prompt, mix, seed) that exist already and are not made again."""
    trained_on: tuple[str, ...] = ()
    """Hashes of base models whose fast twin `model` is: what was trained on them is taken too."""
    repeatable: bool = False
    """Make the same bytes again on the same computer, also where that takes longer."""
