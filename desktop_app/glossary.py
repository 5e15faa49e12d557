"""Every unusual word of the window with its explanation, declared once. No widgets.

Pages name a word by its key (`GlossaryLink("strength")`); the help page shows them all. A new word:
a line in `_table`.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication


@dataclass(frozen=True)
class Entry:
    """One word; `also` are words by which experts look for it."""

    key: str
    term: str
    text: str
    also: str = ""

    def matches(self, wanted: str) -> bool:
        """Whether a search finds it, by the word, the expert's word or the explanation."""
        inside = f"{self.term} {self.also} {self.text}".casefold()
        return all(part in inside for part in wanted.casefold().split())


def entries() -> list[Entry]:
    """All words in the reader's language and alphabet."""
    return sorted(_table(), key=lambda entry: entry.term.casefold())


def explain(key: str) -> Entry:
    """One word.

    Raises:
        KeyError: it is not declared here.
    """
    return {entry.key: entry for entry in _table()}[key]


def _table() -> list[Entry]:
    return [*_learning(), *_making(), *_material(), *_computer()]


def _learning() -> list[Entry]:
    tr = QCoreApplication.translate
    return [
        Entry(
            "adapter",
            tr("Glossary", "Adapter"),
            tr(
                "Glossary",
                "What Signet has learnt about your brand, as one small file. It works together "
                "with the model it was taught on and changes nothing in it.",
            ),
            "LoRA, PEFT",
        ),
        Entry(
            "model",
            tr("Glossary", "Model"),
            tr(
                "Glossary",
                "The general artist or writer that knows the world but not your brand. An adapter "
                "teaches it the rest.",
            ),
            "base model, checkpoint",
        ),
        Entry(
            "code_word",
            tr("Glossary", "Code word"),
            tr(
                "Glossary",
                "An invented word that stands for your product or style. Put it into a brief to "
                "call up what was learnt.",
            ),
            "trigger word, token",
        ),
        Entry(
            "rounds",
            tr("Glossary", "Rounds"),
            tr(
                "Glossary",
                "How often the training looks at each photo or text. Too few and it learns little, "
                "too many and it copies.",
            ),
            "epochs, steps",
        ),
        Entry(
            "learning_speed",
            tr("Glossary", "Learning speed"),
            tr(
                "Glossary",
                "How much changes in each small step. Too fast and the pictures fall apart, too "
                "slow and nothing is learnt in the time.",
            ),
            "learning rate",
        ),
        Entry(
            "capacity",
            tr("Glossary", "Capacity"),
            tr(
                "Glossary",
                "How much an adapter can hold. A style needs less than a detailed product; more "
                "capacity needs more photos.",
            ),
            "rank, dimension",
        ),
        Entry(
            "match",
            tr("Glossary", "How well it matches"),
            tr(
                "Glossary",
                "How close the model comes to your material. The line should rise and then level "
                "out.",
            ),
            "loss, validation",
        ),
        Entry(
            "held_out",
            tr("Glossary", "Kept for testing"),
            tr(
                "Glossary",
                "A few of your photos or texts that are not learnt from. They show whether it has "
                "understood, or only remembers.",
            ),
            "held-out set, validation set",
        ),
        Entry(
            "copying",
            tr("Glossary", "It copies"),
            tr(
                "Glossary",
                "The results repeat your photos instead of learning from them. Fewer rounds or "
                "more varied photos help.",
            ),
            "overfitting, memorisation",
        ),
        Entry(
            "saved_state",
            tr("Glossary", "Saved state"),
            tr(
                "Glossary",
                "The training as it was at a moment, written to the disk every few minutes. From "
                "there it goes on after a pause or a power cut.",
            ),
            "checkpoint, resume",
        ),
    ]


def _making() -> list[Entry]:
    tr = QCoreApplication.translate
    return [
        Entry(
            "brief",
            tr("Glossary", "Brief"),
            tr(
                "Glossary",
                "What you ask for, in a sentence: the thing, the scene, the light, or what a text "
                "should say.",
            ),
            "prompt",
        ),
        Entry(
            "strength",
            tr("Glossary", "Strength"),
            tr(
                "Glossary",
                "How loudly an adapter speaks, from 0 to 150 %. At 100 % it is as it was taught.",
            ),
            "weight, scale, alpha",
        ),
        Entry(
            "mix",
            tr("Glossary", "Mix"),
            tr(
                "Glossary",
                "Several adapters at work together, each at its own strength, such as a product "
                "and a style.",
            ),
            "merge, combination",
        ),
        Entry(
            "conflict",
            tr("Glossary", "Conflict"),
            tr(
                "Glossary",
                "Two adapters of a mix pull the same part of the model in different directions. "
                "Lower one of them, or take them in turn.",
            ),
            "interference",
        ),
        Entry(
            "variation_number",
            tr("Glossary", "Variation number"),
            tr(
                "Glossary",
                "The number that decides the chance in a picture. The same number with the same "
                "brief makes the same picture again.",
            ),
            "seed",
        ),
        Entry(
            "generate",
            tr("Glossary", "Generate"),
            tr("Glossary", "Have the model make a new picture or text from your brief."),
            "inference, sampling",
        ),
        Entry(
            "blind",
            tr("Glossary", "Blind comparison"),
            tr(
                "Glossary",
                "You judge results without seeing which adapter made them, so that hopes do not "
                "vote.",
            ),
            "A/B test",
        ),
        Entry(
            "guidance",
            tr("Glossary", "Closeness to the brief"),
            tr(
                "Glossary",
                "How literally the model takes your brief. Higher is more obedient and less "
                "natural.",
            ),
            "guidance scale, CFG",
        ),
        Entry(
            "provenance",
            tr("Glossary", "Proof of origin"),
            tr(
                "Glossary",
                "A note inside an exported file that says it was made with AI, with which model "
                "and when. The law asks for it in many countries.",
            ),
            "provenance, IPTC, C2PA, AI Act",
        ),
    ]


def _material() -> list[Entry]:
    tr = QCoreApplication.translate
    return [
        Entry(
            "caption",
            tr("Glossary", "Caption"),
            tr(
                "Glossary",
                "A sentence that says what a photo shows. What the caption names is not taken for "
                "part of your brand.",
            ),
            "tag, prompt of a photo",
        ),
        Entry(
            "finding",
            tr("Glossary", "Finding"),
            tr(
                "Glossary",
                "Something the check noticed in your photos or texts that would be learnt, too, "
                "such as blur or a private address.",
            ),
            "check, warning",
        ),
        Entry(
            "light",
            tr("Glossary", "The light"),
            tr(
                "Glossary",
                "Ready, needs attention or blocked: whether your photos and texts are good enough "
                "to learn from, and what would change it.",
            ),
            "state of the dataset",
        ),
        Entry(
            "near_duplicate",
            tr("Glossary", "Near duplicate"),
            tr(
                "Glossary",
                "Two photos that differ so little that the second teaches nothing and the first "
                "counts twice.",
            ),
            "duplicate",
        ),
        Entry(
            "set_aside",
            tr("Glossary", "Set aside"),
            tr(
                "Glossary",
                "Kept in the brand but not learnt from. You can take it back at any time.",
            ),
            "ignore, exclude",
        ),
        Entry(
            "rights",
            tr("Glossary", "Rights"),
            tr(
                "Glossary",
                "Who owns a photo, what you may do with it and until when, and whether people in "
                "it have agreed.",
            ),
            "licence, release, consent",
        ),
        Entry(
            "lineage",
            tr("Glossary", "Origin of an adapter"),
            tr(
                "Glossary",
                "The list of photos and texts an adapter has learnt from, so that one can be "
                "withdrawn later.",
            ),
            "lineage",
        ),
        Entry(
            "brand",
            tr("Glossary", "Brand"),
            tr(
                "Glossary",
                "One project: its photos and texts, what was learnt from them, and all results.",
            ),
            "project",
        ),
    ]


def _computer() -> list[Entry]:
    tr = QCoreApplication.translate
    return [
        Entry(
            "graphics_memory",
            tr("Glossary", "Graphics memory"),
            tr(
                "Glossary",
                "The graphics card's own memory. The model has to fit into it, with room to work.",
            ),
            "VRAM, GPU memory",
        ),
        Entry(
            "engine",
            tr("Glossary", "Engine"),
            tr(
                "Glossary",
                "The part of Signet that trains and generates, in a program of its own. If it "
                "fails, the window and your work stay.",
            ),
            "engine process, PyTorch",
        ),
        Entry(
            "library",
            tr("Glossary", "Library"),
            tr(
                "Glossary",
                "The folder with all your brands, photos, adapters and results. Nothing of it "
                "leaves this computer.",
            ),
            "data folder",
        ),
        Entry(
            "backup",
            tr("Glossary", "Backup"),
            tr(
                "Glossary",
                "A copy of the list of everything: brands, captions, ratings, rights. Photos, "
                "adapters and results are not in it; they lie beside it.",
            ),
            "catalogue, SQLite",
        ),
        Entry(
            "starter_model",
            tr("Glossary", "Starter model"),
            tr(
                "Glossary",
                "A very small model that comes with Signet, to learn and practise with on any "
                "computer. Its results are not for publication.",
            ),
            "practice model",
        ),
        Entry(
            "model_licence",
            tr("Glossary", "Licence of a model"),
            tr(
                "Glossary",
                "What its maker allows. Yes: free for business. Limits: with conditions. No: not "
                "for advertising.",
            ),
            "license, commercial use",
        ),
        Entry(
            "safetensors",
            tr("Glossary", "Safetensors"),
            tr(
                "Glossary",
                "A kind of file for models and adapters that cannot run a program. Signet opens no "
                "other kind.",
            ),
            "no pickle, no .ckpt",
        ),
    ]
