"""Causal language models of any maker, through transformers' AutoModelForCausalLM.

A model with a chat template speaks by it; a base model gets a plain "Brief / Text" frame. One
function builds the prompt for training and for generation, so the two can never differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.contract.items import Example
from core.contract.requests import Intensity, TextOptions, TrainingSettings
from core.errors import KnownError
from core.families.base import Card, TextFamily
from core.families.chat import converse, frame_of, has_template, plain_ids, prompt_ids, template_end
from core.families.presets import folder_bytes, read_json, spaced
from core.language import later, say

if TYPE_CHECKING:
    import torch

_ROUTERS = {"gate", "router", "shared_expert_gate"}
_EXPERTS = {"experts", "shared_expert", "shared_experts"}
"""transformers keeps all experts of a block as one tensor, which is no linear layer."""
_MIXERS, _USED_APART = {"mixer", "mamba"}, {"out_proj", "dt_proj"}
"""PEFT refuses the first of these two, too."""
_SENSES = {"vision_tower", "vision_model", "visual", "audio_tower", "embed_vision", "embed_audio"}
"""Parts of models that also see or hear; texts teach nothing about those."""
IGNORED = -100
"""Label of a token outside the loss: the `ignore_index` of torch's cross entropy."""
_TURN_ENDS = ("<|im_end|>", "<|eot_id|>", "<end_of_turn>", "<|end|>", "<|eom_id|>", "<turn|>")
_EPOCHS: dict[Intensity, int] = {"quick": 1, "balanced": 3, "careful": 4}
_PRACTICE_EPOCHS: dict[Intensity, float] = {"quick": 0.3, "balanced": 1.0, "careful": 3.0}
_PRACTICE_STEPS: dict[Intensity, int] = {"quick": 30, "balanced": 80, "careful": 160}
_PRACTICE_MINUTES: dict[Intensity, float] = {"quick": 2.0, "balanced": 6.0, "careful": 15.0}
_PRACTICE_BYTES = 800_000_000
"""Below this a model is small enough to be trained on a processor."""
_TOKENS_A_TEXT = 120
"""Usual completion; steps are sized from tokens because the number of examples is not known."""


class CausalLM(TextFamily):
    """Instruct and base models; all linear layers are adapted (LoRA Without Regret, 2025)."""

    card = Card(
        family="causal_lm",
        name=later("Language model"),
        kind="text",
        licence=later("depends on the model"),
        commercial="depends",
        commercial_note=later("See the licence of the model you choose."),
        memory_gb={"bf16": 6.0},
    )
    adapts = ()
    keeps = 1.15

    def passing_tokens(self, layer: str, shape: tuple[int, ...], tokens: int, prompt: int) -> int:
        """Of the head no more than a few hundred tokens' logits exist at a time."""
        in_block = any(part.isdigit() for part in layer.split("."))
        return tokens if in_block else 0

    def adapts_layer(self, name: str) -> bool:
        """All linear layers of the repeated blocks but those of experts, and those of state-space
        mixers whose matrices are used without their layer being called."""
        *path, own = name.split(".")
        in_block = any(part.isdigit() for part in path)
        if not in_block or own in _ROUTERS or (_EXPERTS | _SENSES) & set(path):
            return False
        return not (_MIXERS & set(path) and own in _USED_APART)

    def recognises(self, model: Path) -> bool:
        names = read_json(model / "config.json").get("architectures") or []
        return any(str(name).endswith(("ForCausalLM", "LMHeadModel")) for name in names)

    def settings(self, intensity: Intensity, amount: int, model: Path) -> TrainingSettings:
        """Rows of the text sheet by size class; a small set gets a gentler, smaller adapter."""
        billions = folder_bytes(model) / 2e9  # stored as bf16; fp32 files look twice as large
        small_set = amount < 60 * _TOKENS_A_TEXT
        rank = 8 if small_set else 16
        epochs = min(4, _EPOCHS[intensity] + (1 if small_set else 0))
        examples = max(8, round(amount / _TOKENS_A_TEXT))
        base = TrainingSettings(
            rank=rank,
            alpha=2.0 * rank,
            dropout=0.05 if small_set else 0.0,
            learning_rate=3e-4 if billions <= 2.0 else 2e-4 if billions <= 10.0 else 1e-4,
            batch_size=4 if billions <= 2.0 else 2 if billions <= 5.0 else 1,
            accumulation=1 if billions <= 2.0 else 2 if billions <= 5.0 else 4,
            max_length=1024,
            patience=3,
        )
        rows = base.batch_size * base.accumulation
        steps = max(20, epochs * examples // rows)
        if folder_bytes(model) < _PRACTICE_BYTES:
            return self._practice_settings(intensity, examples, base)
        return spaced(replace(base, steps=steps, warmup_steps=max(2, steps // 10)), looks=6)

    def _practice_settings(
        self, intensity: Intensity, examples: int, base: TrainingSettings
    ) -> TrainingSettings:
        """A model that trains on a processor at about 100 tokens a second: minutes decide.

        Pairs learn as much from a text as fours and need half the memory (measured on the
        starter); a few dozen steps are needed however small the set is. The learning speed suits
        fifty texts: at 1e-3 those were learnt by heart before the voice was (best held-out loss
        3.70 against 3.64), while 130 texts lose nothing by it (tests/benchmarks/RESULTS.md). Many
        looks, because the best weights of a small set last for a few steps only.
        """
        epoch = max(1, examples // 2)
        wanted = max(round(_PRACTICE_EPOCHS[intensity] * epoch), _PRACTICE_STEPS[intensity])
        steps = max(20, min(wanted, 4 * epoch))
        settings = replace(
            base,
            learning_rate=6e-4,
            dropout=0.05,
            batch_size=2,
            accumulation=1,
            max_length=512,
            steps=steps,
            warmup_steps=max(2, steps // 16),
            max_minutes=_PRACTICE_MINUTES[intensity],
        )
        return spaced(settings, looks=8)

    def load(self, model: Path, device: str, precision: str) -> tuple[Any, Any]:
        """Precision "int8" and "nf4" hold the large matrices in fewer bits than they are computed
        with, which is bf16 on a card and fp32 on a processor."""
        import torch

        from core.families.held.language_model import load

        usual = "bf16" if device.startswith("cuda") else "fp32"
        held = precision if precision in ("int8", "nf4") else ""
        wide = usual if held or precision == "auto" else precision
        dtypes: dict[str, torch.dtype] = {"fp32": torch.float32, "bf16": torch.bfloat16}
        if wide not in dtypes:
            raise KnownError(
                say(
                    "The number format “{precision}” is not available on this computer.",
                    precision=precision,
                ),
                say("Choose “auto” as precision."),
                kind="bad_request",
            )
        tokenizer = self.load_tokenizer(model)
        return load(model, device, dtypes[wide], held, self.adapts_layer), tokenizer

    def load_tokenizer(self, model: Path) -> Any:
        from transformers import AutoTokenizer

        tokenizer = AutoTokenizer.from_pretrained(model, local_files_only=True)
        if tokenizer.pad_token_id is None:
            tokenizer.pad_token = tokenizer.eos_token
        return tokenizer

    def encode_example(
        self, tokenizer: Any, example: Example, max_length: int
    ) -> tuple[list[int], list[int]]:
        """The completion and its end-of-turn count for the loss, the prompt does not.

        Raises:
            KnownError: kind "bad_data", when the completion is empty, or prompt and completion
                do not fit into `max_length` tokens.
        """
        completion = example.completion.strip()
        if not completion:
            raise KnownError(
                say("The example “{id}” has no text to learn from.", id=example.id),
                say("Remove it, or give it a text."),
                kind="bad_data",
            )
        prompt = self.encode_prompt(tokenizer, example.prompt, example.system)
        lead = frame_of(tokenizer).lead if has_template(tokenizer) else ""
        answer = plain_ids(tokenizer, lead + completion)
        answer.append(self._turn_end(tokenizer))
        if len(prompt) + len(answer) > max_length:
            raise KnownError(
                say(
                    "The example “{id}” has {length} tokens, more than the {max_length} that are "
                    "allowed.",
                    id=example.id,
                    length=len(prompt) + len(answer),
                    max_length=max_length,
                ),
                say("Raise “Longest text”, or split the text at a paragraph."),
                detail=example.id,
                kind="bad_data",
            )
        return prompt + answer, [IGNORED] * len(prompt) + answer

    def encode_prompt(self, tokenizer: Any, prompt: str, system: str) -> list[int]:
        return prompt_ids(tokenizer, prompt, system)

    def converse(self, tokenizer: Any, turns: Sequence[Mapping[str, str]]) -> str:
        return converse(tokenizer, turns)

    def end_tokens(self, tokenizer: Any) -> list[int]:
        known = {token.content for token in tokenizer.added_tokens_decoder.values()}
        ends = [tokenizer.convert_tokens_to_ids(end) for end in _TURN_ENDS if end in known]
        own = template_end(tokenizer) if has_template(tokenizer) else None
        ends += [end for end in (tokenizer.eos_token_id, own) if end is not None]
        return sorted(set(ends))

    def options_for(self, model: Path) -> TextOptions:
        practice = folder_bytes(model) < _PRACTICE_BYTES
        return TextOptions(
            max_new_tokens=120 if practice else 320,
            temperature=0.7,
            top_p=0.9,
            repetition_penalty=1.15 if practice else 1.05,
        )

    def tiny(self, folder: Path) -> Path:
        import torch
        from transformers import LlamaConfig, LlamaForCausalLM

        from core.families.quiet import quiet
        from core.families.toy_tokenizer import toy_tokenizer

        config = LlamaConfig(
            vocab_size=259,
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=2,
            num_attention_heads=2,
            num_key_value_heads=1,
            max_position_embeddings=1024,
            bos_token_id=1,
            eos_token_id=2,
            pad_token_id=0,
        )
        with torch.random.fork_rng(devices=[]), quiet():
            torch.manual_seed(0)
            LlamaForCausalLM(config).save_pretrained(folder, safe_serialization=True)
            toy_tokenizer().save_pretrained(folder)
        return folder

    def _turn_end(self, tokenizer: Any) -> int:
        """The token the template closes an answer with; a base model closes with its eos."""
        ends = self.end_tokens(tokenizer)
        if not ends:
            raise KnownError(
                say("This language model has no sign for the end of a text."),
                say("Choose another text model."),
                kind="bad_data",
            )
        own = template_end(tokenizer) if has_template(tokenizer) else None
        if own is not None:
            return own
        return int(tokenizer.eos_token_id if tokenizer.eos_token_id in ends else ends[0])


FAMILY = CausalLM()
