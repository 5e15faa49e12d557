"""Vision-language models of real classes, small enough for tests: one without words to go by, one
that is asked through a chat template, one whose template takes pictures of any size."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from transformers import (
    BlipConfig,
    BlipForConditionalGeneration,
    BlipTextConfig,
    BlipVisionConfig,
    CLIPVisionConfig,
    LlamaConfig,
    LlavaConfig,
    LlavaForConditionalGeneration,
)
from transformers.models.blip.image_processing_pil_blip import BlipImageProcessorPil
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

from core.families.quiet import quiet
from core.families.toy_tokenizer import toy_tokenizer

_CHAT = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
    "{% for part in message['content'] %}{% if part['type'] == 'image' %}<image>\n"
    "{% else %}{{ part['text'] }}{% endif %}{% endfor %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def captioner(folder: Path) -> Path:
    """BLIP: describes a picture and cannot be asked anything."""
    vision = BlipVisionConfig(
        hidden_size=32, intermediate_size=64, num_hidden_layers=1, num_attention_heads=2,
        image_size=32, patch_size=8,
    )  # fmt: skip
    text = BlipTextConfig(
        vocab_size=259, hidden_size=32, encoder_hidden_size=32, intermediate_size=64,
        num_hidden_layers=1, num_attention_heads=2, max_position_embeddings=64, bos_token_id=1,
        eos_token_id=2, sep_token_id=2, pad_token_id=0,
    )  # fmt: skip
    config = BlipConfig(text_config=text.to_dict(), vision_config=vision.to_dict())
    with torch.random.fork_rng(devices=[]), quiet():
        torch.manual_seed(0)
        BlipForConditionalGeneration(config).save_pretrained(folder)
        BlipImageProcessorPil(size={"height": 32, "width": 32}).save_pretrained(folder)
        toy_tokenizer().save_pretrained(folder)
    _note_processor(folder, "BlipProcessor")
    return folder


def talker(folder: Path) -> Path:
    """LLaVA: answers a question about a picture."""
    vision = CLIPVisionConfig(
        hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
        image_size=32, patch_size=8,
    )  # fmt: skip
    text = LlamaConfig(
        vocab_size=260, hidden_size=32, intermediate_size=64, num_hidden_layers=2,
        num_attention_heads=2, num_key_value_heads=1, max_position_embeddings=512, bos_token_id=1,
        eos_token_id=2, pad_token_id=0,
    )  # fmt: skip
    config = LlavaConfig(
        vision_config=vision, text_config=text, image_token_index=259, vision_feature_layer=-1,
        pad_token_id=0, eos_token_id=2,
    )  # fmt: skip
    tokenizer = toy_tokenizer()
    tokenizer.add_special_tokens({"additional_special_tokens": ["<image>"]})
    tokenizer.chat_template = _CHAT
    with torch.random.fork_rng(devices=[]), quiet():
        torch.manual_seed(0)
        LlavaForConditionalGeneration(config).save_pretrained(folder)
        CLIPImageProcessorPil(
            size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32}
        ).save_pretrained(folder)
        tokenizer.save_pretrained(folder)
    _note_processor(
        folder, "LlavaProcessor", patch_size=8, vision_feature_select_strategy="default",
        image_token="<image>", num_additional_image_tokens=1, chat_template=_CHAT,
    )  # fmt: skip
    return folder


def _note_processor(folder: Path, name: str, **settings: object) -> None:
    about = {"processor_class": name, **settings}
    (folder / "processor_config.json").write_text(json.dumps(about), "utf-8")
