"""How much of a caption each family reads: what is said to be lost changes nothing, what is said to
be read does."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from core.actions.caption_room import CaptionRoom, _room
from core.families import all_families, image_family
from core.families.base import ImageFamily

FAMILIES = [name for name, kin in all_families().items() if isinstance(kin, ImageFamily)]
_WORD = "ox "


def room_of_tiny(name: str, folder: Path) -> CaptionRoom:
    kin = image_family(name)
    model = kin.tiny(folder)
    return _room(name, model, kin.reading(model))


@pytest.mark.parametrize("name", FAMILIES)
def test_what_is_not_read_changes_nothing(name: str, tmp_path: Path) -> None:
    room, kin = room_of_tiny(name, tmp_path), image_family(name)
    assert room.most > 0
    words = 1
    while not room.fill(_WORD * words).words_lost:
        words += 1
    assert room.exact
    full = (_WORD * (words - 1)).strip()
    assert room.fill(full).used <= room.most
    assert room.fill(f"{full} ox ox").words_lost >= 2
    encoders = kin.load_encoders(tmp_path, "cpu", torch.float32)
    longer, longest, other = kin.encode_prompts(
        encoders, [f"{full} ox elm {_WORD * 9}", f"{full} ox elm {'elk ' * 9}", full[:-2] + "elk"]
    )
    shorter = kin.encode_prompts(encoders, [full])[0]
    key = "prompt_embeds"
    assert torch.equal(longer[key], longest[key])
    assert not torch.equal(other[key], shorter[key])
