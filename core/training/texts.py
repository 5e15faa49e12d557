"""Texts: tokenised once, padded to a few fixed lengths, loss on the brand's own words alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import torch

from core.adapters.files import write_adapter
from core.contract.items import Part
from core.contract.messages import Sample
from core.contract.requests import AdapterMix, Checkpointing, MixPart
from core.contract.scoring import SCORECARD, ScoreRequest
from core.errors import KnownError
from core.families import text_family
from core.families.held.host_embedding import keep_embedding_on_host
from core.families.held.language_model import lies_turned
from core.families.preflight import limits_of, preflight
from core.families.preflight_parts import Model
from core.families.quiet import quiet
from core.generation.scoring import Loaded, judged
from core.generation.shelf import AdapterShelf
from core.language import say
from core.scorecard.material import spread
from core.training.batches import Batch, InputBuffers, text_shape
from core.training.kinds import config_for_texts, dress, peft_config, tensors_for_texts
from core.training.lean_layers import keep_inputs_as_they_are
from core.training.lean_text import make_text_lean
from core.training.recomputing import compute_layers_again
from core.training.task import Task
from core.training.text_network import TextNetwork
from core.training.text_rows import TextRow, most_counted, packed, padded
from core.training.weights import adapted_layers

_HELDOUT_EXAMPLES = 16
"""At most so many held-out examples a validation, of as many different texts as possible."""
PACK_FROM = 500
"""Examples from which the texts of a batch share a row; fewer are grouped by length."""
_ANY = 2**31
_SAMPLE_TOKENS = 60
_PROOF_TOKENS = 24


class TextTask(Task):
    """Teaches a causal language model."""

    widen = True
    _proven: Loaded | None = None

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
        lengths = [len(row.ids) for row in self._rows]
        longest = self.settings.max_length
        self.shapes = [text_shape(one, longest, coarse=self._on_card) for one in lengths]

    def attach(self) -> None:
        from peft import get_peft_model

        if self._on_card:
            make_text_lean(self._base)
            if self.place.precision:
                keep_embedding_on_host(self._base)
        self._most: dict[tuple[int, int], int] = {}
        self._text = TextNetwork(self._base, self.place)
        self._choose_how_texts_lie()
        names = adapted_layers(self._base, self._family)
        config = peft_config(self.settings, names, "CAUSAL_LM")
        with quiet():
            self.network = get_peft_model(self._base, config)
        dress(self.network, self.settings, self.place.dtype if self._on_card else None)
        if self._on_card:
            keep_inputs_as_they_are(self.network)
        self.network.train()
        self.take_weights()

    def _choose_how_texts_lie(self) -> None:
        """Each in a row of its own among texts as long as itself; where there are many, all texts
        of a batch in one row, if the model keeps them apart there."""
        many = len(self._rows) >= PACK_FROM
        if self._on_card or many:
            self._text.take_over(self._rows, packing=many)
        self.capturable = self._on_card and bool(self._text.own_way)
        if self._text.packs:
            self.sizes = [len(row.ids) for row in self._rows]
            self.shapes = [(1,)] * len(self._rows)
        elif many:
            self.report.notice(
                "not_packed",
                say("This model must look at each text alone, so training takes a little longer."),
            )

    def inputs(self, batch: Batch, position: int) -> dict[str, torch.Tensor]:
        """Shapes are the same for all batches of one length: a captured step stands for them."""
        rows = [self._rows[item] for item in batch.items]
        pad = self._tokenizer.pad_token_id
        if self._text.packs:
            (length,) = text_shape(sum(len(row.ids) for row in rows), _ANY, coarse=self._on_card)
            fresh = packed(rows, batch.weights, length, pad, self._most_counted(length, length))
        else:
            length = batch.shape[0]
            most = self._most_counted(length, length * len(rows))
            fresh = padded(rows, batch.weights, length, pad, most)
        self._text.look_up(fresh)
        return self._buffers.fill((length, len(batch.items), len(fresh["labels"])), fresh)

    def _most_counted(self, longest: int, places: int) -> int:
        """Tokens that count in a batch of texts up to this length; 0 where it need not be fixed."""
        if not self.capturable:
            return 0
        key = (longest, self.together)
        if key not in self._most:
            rows = [row for row in self._rows if len(row.ids) <= longest]
            self._most[key] = most_counted(rows, self.together)
        return min(places, self._most[key])

    def loss(self, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
        """Every completion token counts the same, whatever the length of its text."""
        return self._text.loss(inputs)

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
        losses = self._text.token_losses(inputs)
        return float((losses * inputs["token_weights"].sign()).sum())

    def summary(self, base: float | None, best: float | None) -> dict[str, Any]:
        def perplexity(loss: float | None) -> float | None:
            return None if loss is None else math.exp(min(loss, 50.0))

        return {
            "heldout_perplexity_base": perplexity(base),
            "heldout_perplexity": perplexity(best),
        }

    def save_memory(self, checkpointing: Checkpointing) -> None:
        """Dropout inside recomputed blocks must be the same one the second time; asking for it
        waits for the card."""
        keep_chance = self.settings.dropout > 0.0
        compute_layers_again(self._base, checkpointing, keep_chance=keep_chance)
        self.capturable = self.capturable and not keep_chance

    def clear_buffers(self) -> None:
        self._buffers.clear()

    def sample(self, step: int, prompt: str, folder: Path) -> Sample:
        with self.judging(), self._text.own_attention():
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
        shelf.set_mix({})
        self._proven = (model, tokenizer, shelf, names[str(adapter)])
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

    def judge(self, sha256: str, judges: Sequence[tuple[Part, Path]]) -> Path | None:
        loaded, self._proven = self._proven, None
        request = self.request
        if loaded is None or not request.judge or not request.heldout_examples:
            return None
        out = Path(request.run_folder) / SCORECARD
        asked = ScoreRequest(
            job=request.run,
            family=request.family,
            model=request.model,
            model_hash=request.model_hash,
            model_name=request.model_name,
            adapter="",
            sha256=sha256,
            brand=request.brand or request.adapter_name,
            examples=request.examples,
            heldout_examples=request.heldout_examples,
            out=str(out),
            banned=request.banned,
            made=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        judged(asked, loaded, self.check, partial(self.report.phase, "judging"), judges)
        return out

    def release(self) -> None:
        del self._text
        self._base = None
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
