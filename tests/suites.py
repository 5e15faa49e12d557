"""Parts of the tests that have a name: `pytest -m text`, `pytest -m families`.

Which files belong to a part is written here and nowhere else; the marks are set while tests are
collected. A file that is about texts and pictures alike belongs to no part, but for the way of
every family from a model to a mix, whose languages belong to the texts.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parent
SUITES: dict[str, tuple[str, ...]] = {
    "text": (
        # reading and judging texts
        "core/datasets/test_builders.py",
        "core/datasets/test_claims.py",
        "core/datasets/test_documents.py",
        "core/datasets/test_import_broken_documents.py",
        "core/datasets/test_markup.py",
        "core/datasets/test_planted_faults.py",
        "core/datasets/test_remedies_of_checks.py",
        "core/datasets/test_text_*.py",
        # language models: reading, teaching, writing, judging, handing out
        "core/models/test_base_hash.py",
        "core/models/test_starter_text.py",
        "core/families/test_causal_lm.py",
        "core/families/test_preflight.py",
        "core/families/test_whole_path.py::*causal_lm*",
        "core/training/test_judging.py",
        "core/training/test_lean_text.py",
        "core/training/test_preflight_runs.py",
        "core/training/test_text_*.py",
        "core/training/test_token_loss.py",
        "core/generation/test_model_export.py",
        "core/generation/test_texts.py",
        "core/scorecard/*",
        "core/portable/*",
        "core/adapters/test_voice.py",
        # what a user does with texts
        "core/actions/test_batches.py",
        "core/actions/test_briefs.py",
        "core/actions/test_bundled_voices.py",
        "core/actions/test_drafting.py",
        "core/actions/test_forms.py",
        "core/actions/test_model_exports.py",
        "core/actions/test_taking.py",
        "core/cli/test_voice_command.py",
        "core/cli/test_write_command.py",
        "core/exporting/test_texts.py",
        "desktop_app/compare/test_forms_and_remarks.py",
        "desktop_app/compare/test_long_boards.py",
        "desktop_app/compare/test_tables_page.py",
        "desktop_app/findings/test_examples_preview.py",
        "desktop_app/test_handing_out.py",
        "desktop_app/test_voice_part.py",
        "desktop_app/train/test_preflight_view.py",
    ),
    "families": ("core/families/*",),
}
"""Patterns of `path::test` by part, relative to this folder."""


def suites_of(node: str) -> list[str]:
    """Names of the parts that a test belongs to; `node` is its id from this folder on."""
    file = node.partition("::")[0]
    return [
        name
        for name, pattern in _candidates(file)
        if pattern == "*" or fnmatchcase(node, f"{file}::{pattern}")
    ]


@cache
def _candidates(file: str) -> tuple[tuple[str, str], ...]:
    """(part, pattern of its tests) of one file; thousands of tests are of few files."""
    return tuple(
        (name, test or "*")
        for name, patterns in SUITES.items()
        for path, _, test in (one.partition("::") for one in patterns)
        if fnmatchcase(file, path)
    )
