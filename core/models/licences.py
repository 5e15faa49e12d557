"""What a model's licence allows, in one sentence for a brand manager, and whether it sells.

One declared table of the licences that common models carry; a model's own folder is asked for the
licence's name (its README's first lines, or a LICENSE file). No advice of a lawyer: a licence that
is not in the table is "depends", never "yes".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.language import later, say

Commercial = Literal["yes", "limits", "no", "depends"]
_HEAD = 20_000
"""Characters of a README or licence text that are looked at."""


@dataclass(frozen=True)
class Licence:
    """One licence: its usual name, whether a business may use the model, and what that means."""

    name: str
    commercial: Commercial
    template: str
    """The sentence in English; `note` says it in the reader's language."""

    @property
    def note(self) -> str:
        """What it means for a business, in one sentence."""
        return say(self.template)


_FREE = later("May be used for business; keep the licence text when you pass the model on.")
_NEVER = later("May not be used for business: nothing made with it may go into advertising.")
_RULES = later("May be used for business; its list of forbidden uses also binds you.")
_SMALL = later("May be used for business below a yearly turnover that the licence names.")
_FEW = later("May be used for business below a number of users that the licence names.")
_FREEST = later("May be used for business without conditions.")
_NAMED = later("May be used for business when its maker is named.")
_ALIKE = later("May be used for business; what is derived from it keeps the same licence.")

TABLE: dict[str, Licence] = {
    "apache-2.0": Licence("Apache-2.0", "yes", _FREE),
    "mit": Licence("MIT", "yes", _FREE),
    "bsd-3-clause": Licence("BSD-3-Clause", "yes", _FREE),
    "bsd-2-clause": Licence("BSD-2-Clause", "yes", _FREE),
    "cc0-1.0": Licence("CC0-1.0", "yes", _FREEST),
    "cc-by-4.0": Licence("CC BY 4.0", "yes", _NAMED),
    "cc-by-sa-4.0": Licence("CC BY-SA 4.0", "limits", _ALIKE),
    "openrail": Licence("OpenRAIL", "limits", _RULES),
    "openrail++": Licence("OpenRAIL++-M", "limits", _RULES),
    "creativeml-openrail-m": Licence("CreativeML OpenRAIL-M", "limits", _RULES),
    "bigscience-openrail-m": Licence("BigScience OpenRAIL-M", "limits", _RULES),
    "gemma": Licence("Gemma", "limits", _RULES),
    "llama2": Licence("Llama 2 Community", "limits", _RULES),
    "llama3": Licence("Llama 3 Community", "limits", _RULES),
    "llama3.1": Licence("Llama 3.1 Community", "limits", _RULES),
    "llama3.2": Licence("Llama 3.2 Community", "limits", _RULES),
    "llama3.3": Licence("Llama 3.3 Community", "limits", _RULES),
    "qwen": Licence("Qwen", "limits", _FEW),
    "tongyi-qianwen": Licence("Tongyi Qianwen", "limits", _FEW),
    "qwen-research": Licence("Qwen Research", "no", _NEVER),
    "stabilityai-ai-community": Licence("Stability AI Community", "limits", _SMALL),
    "krea-community": Licence("Krea Community", "limits", _SMALL),
    "flux-non-commercial-license": Licence("FLUX Non-Commercial", "no", _NEVER),
    "flux-1-dev-non-commercial-license": Licence("FLUX.1 [dev] Non-Commercial", "no", _NEVER),
    "flux-dev-non-commercial-license": Licence("FLUX [dev] Non-Commercial", "no", _NEVER),
    "cc-by-nc-4.0": Licence("CC BY-NC 4.0", "no", _NEVER),
    "cc-by-nc-sa-4.0": Licence("CC BY-NC-SA 4.0", "no", _NEVER),
    "cc-by-nc-nd-4.0": Licence("CC BY-NC-ND 4.0", "no", _NEVER),
}  # fmt: skip
"""By the identifier that model cards use (the field `license` of their first lines)."""
UNKNOWN = Licence(
    "", "depends", later("Its licence is not known here: read it before you publish.")
)
_FIELD = re.compile(r"^license(?:_name)?:[ \t]*[\"']?([\w.+ -]+?)[\"']?[ \t]*$", re.M | re.I)
_TEXTS = (
    (re.compile(r"\A\W*qwen research license", re.I), "qwen-research"),
    (re.compile(r"\A\W*tongyi qianwen license", re.I), "tongyi-qianwen"),
    (re.compile(r"\A\W*qwen license", re.I), "qwen"),
    (re.compile(r"\A\W*gemma terms of use", re.I), "gemma"),
    *(
        (re.compile(rf"\A\W*(?:meta )?llama {version} community license", re.I), identifier)
        for version, identifier in (
            ("2", "llama2"),
            (r"3\.1", "llama3.1"),
            (r"3\.2", "llama3.2"),
            (r"3\.3", "llama3.3"),
            ("3", "llama3"),
        )
    ),
    (re.compile(r"non-?commercial", re.I), "cc-by-nc-4.0"),
    (re.compile(r"apache license\s+version 2\.0", re.I), "apache-2.0"),
    (re.compile(r"\bMIT License\b|permission is hereby granted, free of charge", re.I), "mit"),
    (re.compile(r"openrail", re.I), "openrail"),
    (re.compile(r"redistributions in binary form must reproduce", re.I), "bsd-3-clause"),
)
_FILES = ("LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "LICENCE.md", "LICENCE.txt")


def look_up(name: str) -> Licence:
    """The licence of this name or identifier; `UNKNOWN` with that name when it is none of ours."""
    wanted = _key(name)
    for identifier, licence in TABLE.items():
        if wanted in (_key(identifier), _key(licence.name)):
            return licence
    return Licence(name.strip(), UNKNOWN.commercial, UNKNOWN.template) if wanted else UNKNOWN


def of_folder(folder: Path) -> Licence:
    """What the papers in a model's folder say; `UNKNOWN` when they say nothing."""
    named = _FIELD.findall(_front_matter(_text(folder / "README.md")))
    for name in reversed(named):  # `license_name` says more than "license: other" before it
        if name.strip().casefold() != "other":
            return look_up(name)
    for file in _FILES:
        text = _text(folder / file)
        for pattern, identifier in _TEXTS:
            if pattern.search(text):
                found = TABLE[identifier]
                is_kind = identifier in ("cc-by-nc-4.0", "openrail")  # which one, only it says
                return Licence(file if is_kind else found.name, found.commercial, found.template)
    return UNKNOWN


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9+.]+", "-", name.casefold()).strip("-")


def _front_matter(text: str) -> str:
    """The lines between the first two "---" of a model card; empty where there are none."""
    if not text.startswith("---"):
        return ""
    return text[3:].partition("\n---")[0]


def _text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as handle:
            return handle.read(_HEAD)
    except OSError:  # not there, or not ours to read: then it says nothing
        return ""
