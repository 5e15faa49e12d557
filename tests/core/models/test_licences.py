"""Licences of language models, told from the papers in their folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.models.licences import of_folder


@pytest.mark.parametrize(
    ("text", "name", "commercial"),
    [
        ("Qwen RESEARCH LICENSE AGREEMENT\n\nnon-commercial purposes", "Qwen Research", "no"),
        ("Tongyi Qianwen LICENSE AGREEMENT\n\nnon-commercial", "Tongyi Qianwen", "limits"),
        ("LLAMA 3.1 COMMUNITY LICENSE AGREEMENT\nLlama 3.1", "Llama 3.1 Community", "limits"),
        ("META LLAMA 3 COMMUNITY LICENSE AGREEMENT", "Llama 3 Community", "limits"),
        ("Gemma Terms of Use\n\nLast modified", "Gemma", "limits"),
        ("A licence of our own about llama 3 community license", "", "depends"),
    ],
)
def test_the_text_of_a_licence_names_it(
    tmp_path: Path, text: str, name: str, commercial: str
) -> None:
    (tmp_path / "LICENSE").write_text(text, "utf-8")
    found = of_folder(tmp_path)
    assert (found.name, found.commercial) == (name, commercial)


def test_a_model_card_names_the_research_licence(tmp_path: Path) -> None:
    card = "---\nlicense: other\nlicense_name: qwen-research\n---\n# Model\n"
    (tmp_path / "README.md").write_text(card, "utf-8")
    assert of_folder(tmp_path).commercial == "no"
