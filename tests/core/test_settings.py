"""One declaration gives form, range check and documentation."""

from __future__ import annotations

import dataclasses

import pytest

from core.contract.requests import ImageOptions, TextOptions, TrainingSettings
from core.errors import KnownError
from core.settings import describe, validate


@pytest.mark.parametrize("cls", [TrainingSettings, ImageOptions, TextOptions])
def test_every_setting_has_label_sentence_and_a_valid_default(cls: type) -> None:
    infos = describe(cls)
    assert {info.name for info in infos} == {f.name for f in dataclasses.fields(cls)}
    for info in infos:
        assert info.label[0].isupper()
        assert info.help.endswith("."), info.name
    validate(cls())


def test_a_value_outside_its_range_is_named() -> None:
    with pytest.raises(KnownError) as caught:
        validate(TrainingSettings(rank=0))
    assert "Capacity" in caught.value.say
    assert "from 1 to 256" in caught.value.hint
    with pytest.raises(KnownError, match="cosine, constant"):
        validate(TrainingSettings(schedule="random"))
