"""A toy of the FLUX.1 classes with random weights: a whole pipeline folder in 1 MB."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_TEXT_WIDTH = 16
_LATENT_CHANNELS = 4
_CLIP_MARKS = ("<|startoftext|>", "<|endoftext|>")
_T5_MARKS = ("<pad>", "</s>", "<unk>")


def build(folder: Path, *, schnell: bool = False) -> Path:
    """Write the toy pipeline into `folder`; the same weights every time."""
    import torch

    from core.families.quiet import quiet

    with torch.random.fork_rng(devices=[]), quiet():
        from diffusers import FlowMatchEulerDiscreteScheduler, FluxPipeline

        torch.manual_seed(0)
        clip, t5 = _clip_tokenizer(), _t5_tokenizer()
        pipeline = FluxPipeline(
            scheduler=FlowMatchEulerDiscreteScheduler(
                shift=1.0 if schnell else 3.0, use_dynamic_shifting=not schnell
            ),
            vae=_vae(),
            text_encoder=_clip(clip),
            tokenizer=clip,
            text_encoder_2=_t5(t5),
            tokenizer_2=t5,
            transformer=_transformer(guidance=not schnell),
        )
        pipeline.save_pretrained(folder, safe_serialization=True)
    own = {"max_sequence_length": 48, "default_steps": 2, "sizes": [64]}
    (folder / "signet.json").write_text(json.dumps(own) + "\n", encoding="utf-8")
    return folder


def _letters() -> list[str]:
    from tokenizers import pre_tokenizers

    return sorted(pre_tokenizers.ByteLevel.alphabet())


def _clip_tokenizer() -> Any:
    """Every byte, inside a word and at its end."""
    from transformers import CLIPTokenizer

    letters = _letters()
    tokens = [*letters, *(f"{letter}</w>" for letter in letters), *_CLIP_MARKS]
    return CLIPTokenizer(
        vocab={token: index for index, token in enumerate(tokens)},
        merges=[],
        model_max_length=77,
    )


def _t5_tokenizer() -> Any:
    """Every letter of ASCII and the sign for a space."""
    from transformers import T5TokenizerFast

    letters = [chr(code) for code in range(33, 127)]
    pieces = [*_T5_MARKS, "\u2581", *letters]
    return T5TokenizerFast(
        vocab=[(piece, 0.0 if piece in _T5_MARKS else -2.0) for piece in pieces],
        extra_ids=0,
        model_max_length=512,
    )


def _clip(tokenizer: Any) -> Any:
    from transformers import CLIPTextConfig, CLIPTextModel

    config = CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=_TEXT_WIDTH,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        projection_dim=_TEXT_WIDTH,
        max_position_embeddings=77,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    return CLIPTextModel(config)


def _t5(tokenizer: Any) -> Any:
    from transformers import T5Config, T5EncoderModel

    config = T5Config(
        vocab_size=len(tokenizer),
        d_model=_TEXT_WIDTH,
        d_kv=8,
        d_ff=32,
        num_layers=1,
        num_heads=2,
        feed_forward_proj="gated-gelu",
        tie_word_embeddings=False,
        is_encoder_decoder=False,
        use_cache=False,
    )
    return T5EncoderModel(config)


def _vae() -> Any:
    from diffusers import AutoencoderKL

    return AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(8, 8, 8, 8),
        layers_per_block=1,
        latent_channels=_LATENT_CHANNELS,
        norm_num_groups=4,
        sample_size=64,
        scaling_factor=0.3611,
        shift_factor=0.1159,
        use_quant_conv=False,
        use_post_quant_conv=False,
        mid_block_add_attention=False,
    )


def _transformer(guidance: bool) -> Any:
    from diffusers import FluxTransformer2DModel

    return FluxTransformer2DModel(
        in_channels=4 * _LATENT_CHANNELS,
        num_layers=1,
        num_single_layers=2,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=_TEXT_WIDTH,
        pooled_projection_dim=_TEXT_WIDTH,
        guidance_embeds=guidance,
        axes_dims_rope=(4, 6, 6),
    )
