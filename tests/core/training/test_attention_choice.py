"""cuDNN's attention is taken only where its backward pass is known to be sound."""

from __future__ import annotations

import pytest
import torch

from core.families import family
from core.training.attention_choice import is_sound, sound_attention

SOUND = {"sd15": True, "sdxl": True, "flux2_klein": True, "flux1": False, "z_image": False,
         "qwen_image": False, "causal_lm": False}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_only_measured_families_on_measured_cards(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kin = family(name)
    assert not is_sound(kin, torch.device("cpu"))
    # no card is needed to choose by its kind
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda device: (9, 0))
    assert is_sound(kin, torch.device("cuda")) is SOUND[name]
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda device: (8, 9))
    assert not is_sound(kin, torch.device("cuda"))


def test_the_choice_ends_with_the_run_also_when_it_fails() -> None:
    before = torch.backends.cuda.cudnn_sdp_enabled()
    with pytest.raises(ZeroDivisionError), sound_attention(family("flux1"), torch.device("cpu")):
        assert not torch.backends.cuda.cudnn_sdp_enabled()
        1 / 0  # noqa: B018
    assert torch.backends.cuda.cudnn_sdp_enabled() is before
