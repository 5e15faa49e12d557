"""Texts: tokenised once, padded to a few fixed lengths, loss on the brand's own words alone."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional

from core.adapters.files import write_adapter
from core.contract.items import Example
from core.contract.messages import Sample
from core.contract.requests import AdapterMix, Checkpointing, MixPart
from core.errors import KnownError
from core.families import text_family
from core.families.held.language_model import lies_turned
from core.families.preflight import limits_of, preflight
from core.families.preflight_parts import Model
from core.families.quiet import quiet
from core.generation.shelf import AdapterShelf
from core.language import say
from core.training.batches import Batch, InputBuffers, text_shape
from core.training.kinds import config_for_texts, dress, peft_config, tensors_for_texts
from core.training.task import Task
from core.training.text_rows import TextRow, padded
from core.training.token_loss import Head, find_head, token_losses, weighted_loss
from core.training.weights import adapted_layers

_HELDOUT_EXAMPLES = 16
"""At most so many held-out examples a validation, of as many different texts as possible."""
_SAMPLE_TOKENS = 60
_PROOF_TOKENS = 24


class TextTask(Task):
    """Teaches a causal language model."""

    widen = True
    _head: Head | None = None

    def encode(self) -> None:
        self._family = text_family(self.request.family)
        self._buffers = InputBuffers(self.place.device)
        self.report.phase("loading", say("Loading the language model"))
        self._base, self._tokenizer = self._load()
        self.report.phase("caching", say("Preparing the texts"))
        vocabulary, context = limits_of(Path(self.request.model))
        looked_at = preflight(
            Model(self._family, self._tokenizer, self.settings.max_length, vocabulary, context),
            self.request.examples,
            spread(self.request.heldout_examples, _HELDOUT_EXAMPLES),
            self.check,
        )
        looked_at.require()
        self._rows, self._heldout = (
            [TextRow(row.ids, row.labels) for row in side]
            for side in (looked_at.train, looked_at.held)
        )
        longest = self.settings.max_length
        self.shapes = [text_shape(len(row.ids), longest) for row in self._rows]

    def attach(self) -> None:
        from peft import get_peft_model

        self._head = find_head(self._base)
        names = adapted_layers(self._base, self._family)
        config = peft_config(self.settings, names, "CAUSAL_LM")
        with quiet():
            self.network = get_peft_model(self._base, config)
        dress(self.network, self.settings, None)
        self.network.train()
        self.take_weights()

    def inputs(self, batch: Batch, position: int) -> dict[str, torch.Tensor]:
        rows = [self._rows[item] for item in batch.items]
        fresh = padded(rows, batch.weights, batch.shape[0], self._tokenizer.pad_token_id)
        counted = len(fresh["labels"])
        return self._buffers.fill((batch.shape, len(batch.items), counted), fresh)

    def loss(self, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
        """Every completion token counts the same, whatever the length of its text."""
        labels, weights = inputs["labels"], inputs["token_weights"]
        with self.place.autocast():
            if self._head is not None:
                return weighted_loss(self._hidden(inputs), self._head, labels, weights)
            return (self._plain_losses(inputs) * weights).sum()

    def _hidden(self, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
        """[K, D] at the places where something is foretold."""
        made = self._base.base_model(input_ids=inputs["input_ids"], use_cache=False)
        rows: torch.Tensor = made.last_hidden_state.flatten(0, 1)[inputs["places"]]
        return rows

    def _plain_losses(self, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
        """[K] of a model whose head is its own affair: its logits are made of all tokens."""
        logits = self._base(input_ids=inputs["input_ids"], use_cache=False).logits
        counted = logits.flatten(0, 1)[inputs["places"]].float()
        return functional.cross_entropy(counted, inputs["labels"], reduction="none")

    def heldout_loss(self) -> float | None:
        """Mean loss a completion token; e to this is the perplexity."""
        if not self._heldout:
            return None
        rows = sorted(self._heldout, key=lambda row: len(row.ids))
        total, size = 0.0, self.settings.batch_size
        with self.judging():
            for start in range(0, len(rows), size):
                self.check()
                total += self._summed_loss(rows[start : start + size])
        return total / max(1, sum(row.counted for row in rows))

    def _summed_loss(self, rows: list[TextRow]) -> float:
        length = max(len(row.ids) for row in rows)
        made = padded(rows, [1.0] * len(rows), length, self._tokenizer.pad_token_id)
        inputs = {name: value.to(self.place.device) for name, value in made.items()}
        if self._head is None:
            losses = self._plain_losses(inputs)
        else:
            losses = token_losses(self._hidden(inputs), self._head, inputs["labels"])
        return float((losses * inputs["token_weights"].sign()).sum())

    def summary(self, base: float | None, best: float | None) -> dict[str, Any]:
        def perplexity(loss: float | None) -> float | None:
            return None if loss is None else math.exp(min(loss, 50.0))

        return {
            "heldout_perplexity_base": perplexity(base),
            "heldout_perplexity": perplexity(best),
        }

    def save_memory(self, checkpointing: Checkpointing) -> None:
        adaptable: Any = self.network
        adaptable.activation_checkpointing_enable({"use_reentrant": False})

    def clear_buffers(self) -> None:
        self._buffers.clear()

    def sample(self, step: int, prompt: str, folder: Path) -> Sample:
        with self.judging():
            text = self._write_text(self.network, prompt, _SAMPLE_TOKENS)
        return Sample(step, "", prompt, text)

    def write(self, folder: Path) -> tuple[Path, str]:
        """A PEFT folder that names its base by name, never by a path of this computer."""
        about = {**self.metadata(), "signet.alpha": f"{self.settings.alpha:g}"}
        config = config_for_texts(self.settings, turned=lies_turned(self._base))
        tensors = tensors_for_texts(self.weights)
        return folder, write_adapter(folder, tensors, about, "text", config=config)

    def prove(self, adapter: Path) -> str:
        model, tokenizer = self._load()
        shelf = AdapterShelf(model, self.request.family, self.request.model_hash)
        names = shelf.fetch([AdapterMix("", (MixPart("", str(adapter)),))])
        prompt = self.default_prompt()
        ids = torch.tensor([self._family.encode_prompt(tokenizer, prompt, "")])
        seen = []
        with torch.no_grad():
            for mix in ({}, dict.fromkeys(names.values(), 1.0)):
                shelf.set_mix(mix)
                logits = model(ids.to(self.place.device)).logits[0, -1].float()
                seen.append((logits, self._write_text(model, prompt, _PROOF_TOKENS)))
        (before, plain), (after, own) = seen
        moved = float((before.softmax(-1) - after.softmax(-1)).abs().sum() / 2)
        if not moved > 1e-6:
            raise KnownError(
                say("The trained adapter changes nothing in the text."),
                say("Train again with more steps or a higher learning speed."),
                detail="base and adapter gave the same probabilities",
                kind="training_failed",
            )
        if own == plain:
            return say(
                "the first words are equal; {moved:.0%} of the next word's probability moved",
                moved=moved,
            )
        return say(
            "the text differs from the base's; {moved:.0%} of the next word's probability moved",
            moved=moved,
        )

    def release(self) -> None:
        self._base = self._head = None
        super().release()

    # --- inside -------------------------------------------------------------------------------

    def _load(self) -> tuple[Any, Any]:
        plain = "bf16" if self.place.dtype == torch.bfloat16 else "fp32"
        model, device = Path(self.request.model), str(self.place.device)
        return self._family.load(model, device, self.place.precision or plain)

    def _write_text(self, model: Any, prompt: str, tokens: int) -> str:
        """The likeliest words: no chance, so that two models can be compared."""
        ids = self._family.encode_prompt(self._tokenizer, prompt, "")
        given = torch.tensor([ids], device=self.place.device)
        made = model.generate(
            input_ids=given,
            attention_mask=torch.ones_like(given),
            max_new_tokens=tokens,
            do_sample=False,
            eos_token_id=self._family.end_tokens(self._tokenizer),
            pad_token_id=self._tokenizer.pad_token_id,
        )
        return str(self._tokenizer.decode(made[0, len(ids) :], skip_special_tokens=True)).strip()


def spread(examples: tuple[Example, ...], most: int) -> list[Example]:
    """At most `most` examples, taken round by round from different source texts."""
    by_source: dict[int, list[Example]] = {}
    for example in examples:
        by_source.setdefault(example.source, []).append(example)
    rounds = max((len(views) for views in by_source.values()), default=0)
    ordered = [
        views[number]
        for number in range(rounds)
        for views in by_source.values()
        if number < len(views)
    ]
    return ordered[:most]
