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
    translate = QCoreApplication.translate
    return [
        Entry(
            "adapter",
            translate("Glossary", "Adapter"),
            translate(
                "Glossary",
                "What Signet has learnt about your brand, as one small file. It works together "
                "with the model it was taught on and changes nothing in it.",
            ),
            "LoRA, PEFT",
        ),
        Entry(
            "model",
            translate("Glossary", "Model"),
            translate(
                "Glossary",
                "The general artist or writer that knows the world but not your brand. An adapter "
                "teaches it the rest.",
            ),
            "base model, checkpoint",
        ),
        Entry(
            "code_word",
            translate("Glossary", "Code word"),
            translate(
                "Glossary",
                "An invented word that stands for your product or style. Put it into a brief to "
                "call up what was learnt.",
            ),
            "trigger word, token",
        ),
        Entry(
            "rounds",
            translate("Glossary", "Rounds"),
            translate(
                "Glossary",
                "How often the training looks at each photo or text. Too few and it learns little, "
                "too many and it copies.",
            ),
            "epochs, steps",
        ),
        Entry(
            "learning_speed",
            translate("Glossary", "Learning speed"),
            translate(
                "Glossary",
                "How much changes in each small step. Too fast and the pictures fall apart, too "
                "slow and nothing is learnt in the time.",
            ),
            "learning rate",
        ),
        Entry(
            "capacity",
            translate("Glossary", "Capacity"),
            translate(
                "Glossary",
                "How much an adapter can hold. A style needs less than a detailed product; more "
                "capacity needs more photos.",
            ),
            "rank, dimension",
        ),
        Entry(
            "match",
            translate("Glossary", "How well it matches"),
            translate(
                "Glossary",
                "How close the model comes to your material. The line should rise and then level "
                "out.",
            ),
            "loss, validation",
        ),
        Entry(
            "held_out",
            translate("Glossary", "Kept for testing"),
            translate(
                "Glossary",
                "A few of your photos or texts that are not learnt from. They show whether it has "
                "understood, or only remembers.",
            ),
            "held-out set, validation set",
        ),
        Entry(
            "copying",
            translate("Glossary", "It copies"),
            translate(
                "Glossary",
                "The results repeat your photos instead of learning from them. Fewer rounds or "
                "more varied photos help.",
            ),
            "overfitting, memorisation",
        ),
        Entry(
            "saved_state",
            translate("Glossary", "Saved state"),
            translate(
                "Glossary",
                "The training as it was at a moment, written to the disk every few minutes. From "
                "there it goes on after a pause or a power cut.",
            ),
            "checkpoint, resume",
        ),
    ]


def _making() -> list[Entry]:
    translate = QCoreApplication.translate
    return [
        Entry(
            "brief",
            translate("Glossary", "Brief"),
            translate(
                "Glossary",
                "What you ask for, in a sentence: the thing, the scene, the light, or what a text "
                "should say.",
            ),
            "prompt",
        ),
        Entry(
            "strength",
            translate("Glossary", "Strength"),
            translate(
                "Glossary",
                "How loudly an adapter speaks, from 0 to 150 %. At 100 % it is as it was taught.",
            ),
            "weight, scale, alpha",
        ),
        Entry(
            "mix",
            translate("Glossary", "Mix"),
            translate(
                "Glossary",
                "Several adapters at work together, each at its own strength, such as a product "
                "and a style.",
            ),
            "merge, combination",
        ),
        Entry(
            "conflict",
            translate("Glossary", "Conflict"),
            translate(
                "Glossary",
                "Two adapters of a mix pull the same part of the model in different directions. "
                "Lower one of them, or take them in turn.",
            ),
            "interference",
        ),
        Entry(
            "variation_number",
            translate("Glossary", "Variation number"),
            translate(
                "Glossary",
                "The number that decides the chance in a picture. The same number with the same "
                "brief makes the same picture again.",
            ),
            "seed",
        ),
        Entry(
            "generate",
            translate("Glossary", "Generate"),
            translate("Glossary", "Have the model make a new picture or text from your brief."),
            "inference, sampling",
        ),
        Entry(
            "blind",
            translate("Glossary", "Blind comparison"),
            translate(
                "Glossary",
                "You judge results without seeing which adapter made them, so that hopes do not "
                "vote.",
            ),
            "A/B test",
        ),
        Entry(
            "guidance",
            translate("Glossary", "Closeness to the brief"),
            translate(
                "Glossary",
                "How literally the model takes your brief. Higher is more obedient and less "
                "natural.",
            ),
            "guidance scale, CFG",
        ),
        Entry(
            "provenance",
            translate("Glossary", "Proof of origin"),
            translate(
                "Glossary",
                "A note inside an exported file that says it was made with AI, with which model "
                "and when. The law asks for it in many countries.",
            ),
            "provenance, IPTC, C2PA, AI Act",
        ),
    ]


def _material() -> list[Entry]:
    translate = QCoreApplication.translate
    return [
        Entry(
            "caption",
            translate("Glossary", "Caption"),
            translate(
                "Glossary",
                "A sentence that says what a photo shows. What the caption names is not taken for "
                "part of your brand.",
            ),
            "tag, prompt of a photo",
        ),
        Entry(
            "finding",
            translate("Glossary", "Finding"),
            translate(
                "Glossary",
                "Something the check noticed in your photos or texts that would be learnt, too, "
                "such as blur or a private address.",
            ),
            "check, warning",
        ),
        Entry(
            "light",
            translate("Glossary", "The light"),
            translate(
                "Glossary",
                "Ready, needs attention or blocked: whether your photos and texts are good enough "
                "to learn from, and what would change it.",
            ),
            "state of the dataset",
        ),
        Entry(
            "near_duplicate",
            translate("Glossary", "Near duplicate"),
            translate(
                "Glossary",
                "Two photos that differ so little that the second teaches nothing and the first "
                "counts twice.",
            ),
            "duplicate",
        ),
        Entry(
            "set_aside",
            translate("Glossary", "Set aside"),
            translate(
                "Glossary",
                "Kept in the brand but not learnt from. You can take it back at any time.",
            ),
            "ignore, exclude",
        ),
        Entry(
            "rights",
            translate("Glossary", "Rights"),
            translate(
                "Glossary",
                "Who owns a photo, what you may do with it and until when, and whether people in "
                "it have agreed.",
            ),
            "licence, release, consent",
        ),
        Entry(
            "lineage",
            translate("Glossary", "Origin of an adapter"),
            translate(
                "Glossary",
                "The list of photos and texts an adapter has learnt from, so that one can be "
                "withdrawn later.",
            ),
            "lineage",
        ),
        Entry(
            "brand",
            translate("Glossary", "Brand"),
            translate(
                "Glossary",
                "One project: its photos and texts, what was learnt from them, and all results.",
            ),
            "project",
        ),
    ]


def _computer() -> list[Entry]:
    translate = QCoreApplication.translate
    return [
        Entry(
            "graphics_memory",
            translate("Glossary", "Graphics memory"),
            translate(
                "Glossary",
                "The graphics card's own memory. The model has to fit into it, with room to work.",
            ),
            "VRAM, GPU memory",
        ),
        Entry(
            "engine",
            translate("Glossary", "Engine"),
            translate(
                "Glossary",
                "The part of Signet that trains and generates, in a program of its own. If it "
                "fails, the window and your work stay.",
            ),
            "engine process, PyTorch",
        ),
        Entry(
            "library",
            translate("Glossary", "Library"),
            translate(
                "Glossary",
                "The folder with all your brands, photos, adapters and results. Nothing of it "
                "leaves this computer.",
            ),
            "data folder",
        ),
        Entry(
            "backup",
            translate("Glossary", "Backup"),
            translate(
                "Glossary",
                "A copy of the list of everything: brands, captions, ratings, rights. Photos, "
                "adapters and results are not in it; they lie beside it.",
            ),
            "catalogue, SQLite",
        ),
        Entry(
            "starter_model",
            translate("Glossary", "Starter model"),
            translate(
                "Glossary",
                "A very small model that comes with Signet, to learn and practise with on any "
                "computer. Its results are not for publication.",
            ),
            "practice model",
        ),
        Entry(
            "model_licence",
            translate("Glossary", "Licence of a model"),
            translate(
                "Glossary",
                "What its maker allows. Yes: free for business. Limits: with conditions. No: not "
                "for advertising.",
            ),
            "license, commercial use",
        ),
        Entry(
            "safetensors",
            translate("Glossary", "Safetensors"),
            translate(
                "Glossary",
                "A kind of file for models and adapters that cannot run a program. Signet opens no "
                "other kind.",
            ),
            "no pickle, no .ckpt",
        ),
    ]
