"""CLIP's tokenizer as a folder that transformers reads, made from the merges that ship.

`resources/architectures/clip_tokenizer/merges.txt` holds the 48,894 merges of the file
`bpe_simple_vocab_16e6.txt.gz` of open_clip 3.3.0 (MIT, licence beside it) that CLIP uses; the
numbers of the tokens follow from their order (`open_clip/tokenizer.py`).
"""

from __future__ import annotations

from pathlib import Path

from core.files import write_json, write_text
from core.models import architectures

TOKENS = 77
"""Positions of CLIP's text model."""
_BEGIN, _END = "<|startoftext|>", "<|endoftext|>"


def write(folder: Path, padding: str) -> None:
    """Write vocabulary, merges and settings.

    Args:
        padding: the token that fills up a prompt; Stable Diffusion's first text encoder was
            trained with the end mark, SDXL's second one with "!", the token with number 0.
    """
    folder.mkdir(parents=True, exist_ok=True)
    text = (architectures.home() / "clip_tokenizer" / "merges.txt").read_text("utf-8")
    write_json(folder / "vocab.json", vocabulary(text))
    write_text(folder / "merges.txt", text)
    marks = {
        "bos_token": _BEGIN,
        "eos_token": _END,
        "unk_token": _END,
        "pad_token": padding,
    }
    write_json(folder / "special_tokens_map.json", marks)
    settings = {"tokenizer_class": "CLIPTokenizer", "model_max_length": TOKENS, **marks}
    write_json(folder / "tokenizer_config.json", settings)


def vocabulary(merges: str) -> dict[str, int]:
    """Every token with its number, from the text of a file of merges."""
    pairs = merges.splitlines()[1:]
    letters = _letters()
    tokens = [*letters, *(one + "</w>" for one in letters)]
    tokens += [one.replace(" ", "") for one in pairs]
    return {token: number for number, token in enumerate([*tokens, _BEGIN, _END])}


def _letters() -> list[str]:
    """The 256 bytes as printable letters: those that are one stand for themselves and come first.

    Source: Radford et al., GPT-2, `bytes_to_unicode` in `encoder.py`.
    """
    own = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    return [chr(one) for one in own] + [chr(0x100 + at) for at in range(256 - len(own))]
