"""60 faults put into good texts are all found; 1,000 good texts are left in peace."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from types import ModuleType

import pytest

from core.contract.items import Text
from core.datasets.checks import ALL_CHECKS, CheckContext, check_texts
from core.datasets.remedies import propose

_MOST_FALSE = 0.02


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def test_every_fault_is_found(planted: ModuleType, cache: Path) -> None:
    faults = [*planted.FIRST, *planted.SECOND]
    assert len(faults) == 62
    missed = []
    for fault in faults:
        texts, wanted = fault.plant(planted.good_texts(fault.language))
        context = CheckContext(language=fault.language, cache=cache, **fault.context)
        told = [one for one in check_texts(texts, context) if one.code == fault.code]
        items = {
            item
            for one in told
            for item in one.items
            if not fault.remedy or one.remedy == fault.remedy
        }
        if not (items & wanted if fault.any_of else wanted <= items):
            missed.append((fault.code, fault.language, fault.name))
    assert not missed
    codes = {info.code for info in ALL_CHECKS.values() if info.kind == "text"}
    # These three judge what was entered with the project, or only count.
    without = {"too_few_texts", "expired_texts", "brand_words"}
    assert codes - {fault.code for fault in faults} == without


def test_good_texts_in_25_languages_are_left_in_peace(planted: ModuleType, cache: Path) -> None:
    texts: list[Text] = planted.clean_texts()
    assert len(texts) == 1000
    by_language: dict[str, list[Text]] = defaultdict(list)
    for text in texts:
        by_language[text.language].append(text)
    named: set[int] = set()
    for language, group in by_language.items():
        for one in check_texts(group, CheckContext(language=language, cache=cache)):
            if one.severity != "ready":
                named.update(one.items)
    assert len(by_language) == 25
    assert len(named) <= _MOST_FALSE * len(texts)


def test_mending_changes_no_character_of_good_texts(planted: ModuleType) -> None:
    texts: list[Text] = planted.clean_texts()
    ids = [text.id for text in texts]
    for remedy in (
        "mend_encoding",
        "clean_markup",
        "mask_personal_data",
        "remove_lines",
        "remove_footers",
    ):
        assert propose(remedy, texts, ids, CheckContext()) == {}
