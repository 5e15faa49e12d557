"""Adapters of other programs give the same change of every layer as in the program they come from.

Each file is built from its format's definition on a tiny network of the real class. What its layers
are in diffusers is taken from the table by which whole checkpoints are added, and from diffusers'
own converters where they read the format.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pytest
import torch
from foreign_networks import Tensors, by_diffusers, matrix_shapes, same, shapes_of
from safetensors.numpy import save_file

from core.adapters.checking import check_fits, read_fitting
from core.adapters.header import read_header
from core.adapters.importing import import_adapter
from core.adapters.layers import read_layers
from core.adapters.layouts import guess_family
from core.contract.requests import AdapterMix, MixPart
from core.errors import KnownError
from core.families import image_family
from core.generation.shelf import AdapterShelf
from core.models.original_layouts import takes

Spell = Callable[[str, np.random.Generator, tuple[int, ...]], tuple[Tensors, np.ndarray]]


# --- the ways to write a change -----------------------------------------------------------------


def _numbers(rng: np.random.Generator, *shape: int) -> np.ndarray:
    return rng.standard_normal(shape, dtype=np.float32)


def _halves(before: str, down: str, up: str, *, flat: bool = False, alpha: float = 0.0) -> Spell:
    def spell(
        name: str, rng: np.random.Generator, shape: tuple[int, ...]
    ) -> tuple[Tensors, np.ndarray]:
        rank = 3
        lower = _numbers(rng, rank, *shape[1:])
        upper = _numbers(rng, shape[0], rank, *(1 for _ in shape[2:]))
        stem = before + (name.replace(".", "_") if flat else name)
        tensors = {stem + down: lower, stem + up: upper}
        if alpha:
            tensors[f"{stem}.alpha"] = np.array(alpha, np.float32)
        change = upper.reshape(-1, rank) @ lower.reshape(rank, -1)
        return tensors, change * (alpha / rank if alpha else 1.0)

    return spell


KOHYA_FULL = _halves("lora_unet_", ".lora_down.weight", ".lora_up.weight", flat=True, alpha=3.0)
KOHYA = _halves("lora_unet_", ".lora_down.weight", ".lora_up.weight", flat=True, alpha=1.5)
COMFY = _halves("diffusion_model.", ".lora_A.weight", ".lora_B.weight")
COMFY_DOWN = _halves("diffusion_model.", ".lora_down.weight", ".lora_up.weight", alpha=1.0)
ONE_TRAINER = _halves("lora_transformer_", ".lora_down.weight", ".lora_up.weight",
                      flat=True, alpha=6.0)  # fmt: skip
X_FLUX = _halves("", ".down.weight", ".up.weight")
DIFFUSERS = _halves("transformer.", ".lora_A.weight", ".lora_B.weight")
UNET = _halves("unet.", ".lora_A.weight", ".lora_B.weight")
UNET_OLD = _halves("unet.", ".lora.down.weight", ".lora.up.weight")
BARE = _halves("", ".lora_down.weight", ".lora_up.weight", alpha=2.0)
PEFT = _halves("base_model.model.", ".lora_A.default.weight", ".lora_B.default.weight")
PEFT_FILE = _halves("base_model.model.", ".lora_A.weight", ".lora_B.weight")
DIFFSYNTH = _halves("", ".lora_A.default.weight", ".lora_B.default.weight")
WHOLE_PREFIX = _halves("model.diffusion_model.", ".lora_A.weight", ".lora_B.weight")
TRANSFORMER_OLD = _halves("transformer.", ".lora.down.weight", ".lora.up.weight")


def processors(
    name: str, rng: np.random.Generator, shape: tuple[int, ...]
) -> tuple[Tensors, np.ndarray]:
    """Old diffusers: "...attn1.processor.to_q_lora.down.weight"."""
    block, _, projection = name.removesuffix(".0").rpartition(".")
    spell = _halves(f"{block}.processor.{projection}", "_lora.down.weight", "_lora.up.weight")
    return spell("", rng, shape)


def x_flux(
    name: str, rng: np.random.Generator, shape: tuple[int, ...]
) -> tuple[Tensors, np.ndarray]:
    """XLabs: "double_blocks.0.processor.qkv_lora1.down.weight", 1 for the picture, 2 for the
    prompt."""
    block, layer = name.rsplit(".", 2)[0], name.rpartition("_attn.")[2]
    number = 1 if ".img_attn." in name else 2
    stem = f"{block}.processor.{layer}_lora{number}"
    return _halves("", ".down.weight", ".up.weight")(stem, rng, shape)


def lycoris_whole(
    name: str, rng: np.random.Generator, shape: tuple[int, ...]
) -> tuple[Tensors, np.ndarray]:
    """LyCORIS by itself, as SimpleTuner writes it: both factors whole, names with "_"."""
    tensors, change = lokr_whole(name, rng, shape)
    flat = "lycoris_" + name.replace(".", "_")
    return {key.replace(f"diffusion_model.{name}", flat): one for key, one in tensors.items()}, (
        change
    )


def lokr(name: str, rng: np.random.Generator, shape: tuple[int, ...]) -> tuple[Tensors, np.ndarray]:
    """LyCORIS: kron(w1, w2_a w2_b), scaled by alpha / dimension."""
    stem = "lora_unet_" + name.replace(".", "_")
    columns = int(np.prod(shape[1:]))
    small, left, right = (
        _numbers(rng, 4, 2), _numbers(rng, shape[0] // 4, 2), _numbers(rng, 2, columns // 2)
    )  # fmt: skip
    tensors = {f"{stem}.lokr_w1": small, f"{stem}.lokr_w2_a": left, f"{stem}.lokr_w2_b": right,
               f"{stem}.alpha": np.array(1.0, np.float32)}  # fmt: skip
    return tensors, np.kron(small, left @ right) * 0.5


def lokr_whole(
    name: str, rng: np.random.Generator, shape: tuple[int, ...]
) -> tuple[Tensors, np.ndarray]:
    """AI Toolkit: both factors whole; alpha does not count then."""
    stem = f"diffusion_model.{name}"
    first, second = _numbers(rng, 2, 4), _numbers(rng, shape[0] // 2, shape[1] // 4)
    tensors = {f"{stem}.lokr_w1": first, f"{stem}.lokr_w2": second,
               f"{stem}.alpha": np.array(1e10, np.float32)}  # fmt: skip
    return tensors, np.kron(first, second)


def loha(name: str, rng: np.random.Generator, shape: tuple[int, ...]) -> tuple[Tensors, np.ndarray]:
    """LyCORIS: (w1_a w1_b) * (w2_a w2_b)."""
    stem = "lycoris_" + name.replace(".", "_")
    columns = int(np.prod(shape[1:]))
    parts = {f"w{n}_{side}": _numbers(rng, *size) for n in (1, 2)
             for side, size in (("a", (shape[0], 2)), ("b", (2, columns)))}  # fmt: skip
    tensors = {f"{stem}.hada_{part}": value for part, value in parts.items()}
    tensors[f"{stem}.alpha"] = np.array(1, np.int64)
    change = (parts["w1_a"] @ parts["w1_b"]) * (parts["w2_a"] @ parts["w2_b"])
    return tensors, change * 0.5


# --- the layers of each format ------------------------------------------------------------------

_BLOCK = ("proj_in", "proj_out", "transformer_blocks.0.attn1.to_q",
          "transformer_blocks.0.attn2.to_k", "transformer_blocks.0.attn2.to_out.0",
          "transformer_blocks.0.ff.net.0.proj", "transformer_blocks.0.ff.net.2")  # fmt: skip
_RESNET = ("in_layers.2", "emb_layers.1", "out_layers.3", "skip_connection")
_FLUX = (
    *(f"double_blocks.0.{side}_{one}" for side in ("img", "txt")
      for one in ("attn.qkv", "attn.proj", "mlp.0", "mlp.2")),
    *(f"single_blocks.{n}.linear{m}" for n in (0, 1) for m in (1, 2)),
)  # fmt: skip
_FLUX1 = (*_FLUX, "double_blocks.0.img_mod.lin", "single_blocks.1.modulation.lin", "img_in",
          "txt_in", "time_in.in_layer", "vector_in.out_layer", "guidance_in.in_layer",
          "final_layer.linear", "final_layer.adaLN_modulation.1")  # fmt: skip
_Z_IMAGE = tuple(
    f"{block}.{one}"
    for block in ("layers.0", "layers.1", "noise_refiner.0", "context_refiner.0")
    for one in ("attention.qkv", "attention.out", "feed_forward.w1", "feed_forward.w2")
)


def _sgm(spatial: Iterable[str], *, two: bool) -> list[str]:
    """Layers of SDXL (`two`: two blocks in a row) or SD 1.5 in the makers' names."""
    names = [f"{at}.1.{one}" for at in spatial for one in _BLOCK]
    names += [f"{spatial_at}.1.transformer_blocks.1.attn2.to_v" for spatial_at in spatial if two]
    names += [f"input_blocks.4.0.{one}" for one in _RESNET[:3]]
    names += [f"output_blocks.2.0.{one}" for one in _RESNET]
    return [*names, "middle_block.0.in_layers.2", "middle_block.2.out_layers.3",
            "middle_block.1.proj_in", "input_blocks.3.0.op", "output_blocks.2.2.conv",
            "time_embed.0"] if two else names  # fmt: skip


_SDXL = _sgm(("input_blocks.4", "input_blocks.8", "output_blocks.0", "output_blocks.5"), two=True)
_SD15 = _sgm(("input_blocks.2", "input_blocks.8", "output_blocks.3", "output_blocks.11"), two=False)


def _some(family: str, *endings: str) -> list[str]:
    return [name for name in shapes_of(family) if not endings or name.endswith(endings)]


_ATTENTION = ("to_q", "to_k", "to_v", "to_out.0")
_STREAMS = ("img_attn.qkv", "img_attn.proj", "txt_attn.qkv", "txt_attn.proj")
CASES: dict[str, tuple[str, str, Spell, Callable[[], Iterable[str]]]] = {
    "kohya, SD 1.5": ("sd15", "same", KOHYA, lambda: _some("sd15")),
    "makers' names, SD 1.5": ("sd15", "ldm_unet", KOHYA, lambda: _SD15),
    "old processors, SD 1.5": ("sd15", "same", processors, lambda: _some("sd15", *_ATTENTION)),
    "diffusers' lora.down, SD 1.5": ("sd15", "same", UNET_OLD, lambda: _some("sd15", *_ATTENTION)),
    "diffusers, SD 1.5": ("sd15", "same", UNET, lambda: _some("sd15")),
    "LyCORIS LoHa, SD 1.5": ("sd15", "same", loha, lambda: _some("sd15", "to_v", "conv1")),
    "kohya, SDXL": ("sdxl", "ldm_unet", KOHYA, lambda: _SDXL),
    "kohya with diffusers' names, SDXL": ("sdxl", "same", KOHYA, lambda: _some("sdxl")),
    "makers' names, SDXL": ("sdxl", "ldm_unet", COMFY, lambda: _SDXL),
    "diffusers, SDXL": ("sdxl", "same", UNET, lambda: _some("sdxl")),
    "LyCORIS LoKr, SDXL": ("sdxl", "ldm_unet", lokr, lambda: _SDXL),
    "kohya, FLUX.1": ("flux1", "flux1", KOHYA, lambda: _FLUX1),
    # what diffusers reads: it takes no other width of "linear1" than 3072, and no alpha of the end
    "kohya, FLUX.1 in part": (
        "flux1",
        "flux1",
        KOHYA_FULL,
        lambda: [one for one in _FLUX1 if "linear1" not in one],
    ),
    "ComfyUI, FLUX.1": ("flux1", "flux1", COMFY, lambda: _FLUX1),
    "OneTrainer, FLUX.1": ("flux1", "same", ONE_TRAINER, lambda: _some("flux1")),
    "diffusers, FLUX.1": ("flux1", "same", DIFFUSERS, lambda: _some("flux1")),
    "diffusers' lora.down, FLUX.1": ("flux1", "same", TRANSFORMER_OLD, lambda: _some("flux1")),
    "x-flux, FLUX.1": (
        "flux1",
        "flux1",
        x_flux,
        lambda: [f"double_blocks.0.{one}" for one in _STREAMS],
    ),
    "PEFT with makers' names, FLUX.1": ("flux1", "flux1", PEFT_FILE, lambda: _FLUX1),
    "LyCORIS LoKr, FLUX.1": (
        "flux1",
        "same",
        lycoris_whole,
        lambda: _some("flux1", *_ATTENTION),
    ),
    "ComfyUI, FLUX.2": ("flux2_klein", "flux2", COMFY, lambda: _FLUX),
    "lora_down, FLUX.2": ("flux2_klein", "flux2", COMFY_DOWN, lambda: _FLUX),
    "kohya, FLUX.2": ("flux2_klein", "flux2", KOHYA, lambda: _FLUX),
    "AI Toolkit LoKr, FLUX.2": ("flux2_klein", "flux2", lokr_whole, lambda: _FLUX),
    "diffusers, FLUX.2": ("flux2_klein", "same", DIFFUSERS, lambda: _some("flux2_klein")),
    "PEFT with makers' names, FLUX.2": ("flux2_klein", "flux2", PEFT_FILE, lambda: _FLUX),
    "PEFT, FLUX.2": ("flux2_klein", "same", PEFT, lambda: _some("flux2_klein")),
    "ComfyUI, Z-Image": ("z_image", "z_image", COMFY, lambda: _Z_IMAGE),
    "kohya with makers' names, Z-Image": ("z_image", "z_image", KOHYA, lambda: _Z_IMAGE),
    "whole checkpoint's names, Z-Image": ("z_image", "z_image", WHOLE_PREFIX, lambda: _Z_IMAGE),
    "diffusers, Z-Image": ("z_image", "same", DIFFUSERS, lambda: _some("z_image")),
    "OneTrainer, Z-Image": ("z_image", "same", ONE_TRAINER, lambda: _some("z_image")),
    "DiffSynth, Z-Image": ("z_image", "same", DIFFSYNTH, lambda: _some("z_image")),
    "AI Toolkit, Z-Image": ("z_image", "same", COMFY, lambda: _some("z_image")),
    "kohya, Z-Image": ("z_image", "same", KOHYA, lambda: _some("z_image")),
    "ComfyUI, Qwen-Image": ("qwen_image", "same", COMFY, lambda: _some("qwen_image")),
    "kohya, Qwen-Image": ("qwen_image", "same", KOHYA, lambda: _some("qwen_image")),
    "diffusers, Qwen-Image": ("qwen_image", "same", DIFFUSERS, lambda: _some("qwen_image")),
    "OneTrainer, Qwen-Image": ("qwen_image", "same", ONE_TRAINER, lambda: _some("qwen_image")),
    "DiffSynth, Qwen-Image": ("qwen_image", "same", DIFFSYNTH, lambda: _some("qwen_image")),
    "bare names, Qwen-Image": ("qwen_image", "same", BARE, lambda: _some("qwen_image")),
}


def build(case: str) -> tuple[Tensors, dict[str, np.ndarray]]:
    """(a file's tensors, the change of every layer of diffusers that they mean)."""
    family, layout, spell, names = CASES[case]
    shapes, rng = shapes_of(family), np.random.default_rng(len(case))
    tensors: Tensors = {}
    expected: dict[str, np.ndarray] = {}
    for name in names():
        targets = [
            one.removesuffix(".weight") for one in takes(layout, {f"{name}.weight": (84, 84)})
        ]
        assert targets, name
        shape = (sum(shapes[one][0] for one in targets), *shapes[targets[0]][1:])
        made, change = spell(name, rng, shape)
        tensors |= made
        for target, take in takes(layout, {f"{name}.weight": shape}).items():
            rows = take.rows or ((0, shape[0]),)
            expected[target.removesuffix(".weight")] = np.concatenate(
                [change[begin:end] for begin, end in rows]
            )
    return tensors, expected


@pytest.mark.parametrize("case", CASES)
def test_layout_is_recognised_and_gives_the_same_changes(case: str, tmp_path: Path) -> None:
    tensors, expected = build(case)
    path, family = tmp_path / "a.safetensors", CASES[case][0]
    save_file(tensors, path)
    same({name: one.dense() for name, one in read_layers(path).items()}, expected)
    told = guess_family(read_header(path).tensors)[0]
    assert told == family
    read_fitting(path, family, "", matrix_shapes(family))
    other = "z_image" if family == "flux1" else "flux1"
    with pytest.raises(KnownError, match="seems to be made for"):
        check_fits(path, other)
    target = tmp_path / "own.safetensors"
    import_adapter(path, target, "image", family=family)
    same({name: one.dense() for name, one in read_layers(target).items()}, expected)
    root = "unet." if family.startswith("sd") else "transformer."
    for name, info in read_header(target).tensors.items():
        if ".lokr_" in name:  # products stay products, also those of fused layers
            assert name.startswith((root, "diffusion_model."))
            continue
        assert name.startswith(root)
        shape = shapes_of(family)[name.removeprefix(root).rpartition(".lora_")[0]]
        assert info.shape[1:] == shape[1:] if ".lora_A." in name else info.shape[0] == shape[0]


PAGE = Path(__file__).parents[3] / "docs" / "adapter_files.md"


def page() -> str:
    """The document about these files, from the cases themselves."""
    rows = []
    for case, (family, *_) in CASES.items():
        if case.endswith(" in part"):
            continue
        writer = case.rpartition(", ")[0]
        key = min((one for one in build(case)[0] if not one.endswith(".alpha")), key=len)
        agreed = "yes" if {case, f"{case} in part"} & set(BY_DIFFUSERS) else ""
        rows.append((image_family(family).card.name, writer, f"`{key}`", agreed))
    head = ("Model", "Written as by", "A key of such a file", "Held against diffusers, too")
    lines = [head, ("---",) * 4, *rows]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return INTRODUCTION.format(count=len(rows)) + table + "\n"


INTRODUCTION = """# Adapter files of other programs

Signet reads {count} layouts. For each of them a test builds a file from the format's definition,
with every layer that the format has a name for, and holds the change of every layer against what
the format says; where diffusers has a converter for it, against that, too. No key is passed over:
a name that no model has is told. DoRA, LoKr, LoHa, rsLoRA and convolutions with a core in the
middle are read in all layouts that write them. What teaches a text encoder is left out and said.

Adapters are handed out as diffusers, kohya and ComfyUI write them. This page is written from
the tests' own cases; one of them keeps it true.

"""


def test_the_page_about_the_layouts_is_up_to_date() -> None:
    if os.environ.get("SIGNET_RENEW"):
        PAGE.write_text(page(), "utf-8")
    assert PAGE.read_text("utf-8") == page(), "run this test once with SIGNET_RENEW=1"


# --- the same files by diffusers' own converters -----------------------------------------------


BY_DIFFUSERS = (
    "kohya, FLUX.1 in part", "ComfyUI, FLUX.2", "kohya, FLUX.2",
     "kohya with makers' names, Z-Image", "AI Toolkit, Z-Image", "kohya, Z-Image",
     "ComfyUI, Qwen-Image", "kohya, Qwen-Image", "kohya, SDXL", "kohya, SD 1.5", "x-flux, FLUX.1",
     "diffusers, Z-Image", "DiffSynth, Z-Image", "DiffSynth, Qwen-Image", "bare names, Qwen-Image",
     "PEFT with makers' names, FLUX.2", "diffusers, SDXL",
)  # fmt: skip
"""Cases that diffusers has converters for."""


@pytest.mark.parametrize("case", BY_DIFFUSERS)
def test_diffusers_reads_the_same(case: str, tmp_path: Path) -> None:
    tensors, _ = build(case)
    path = tmp_path / "a.safetensors"
    save_file(tensors, path)
    ours = {name: one.dense() for name, one in read_layers(path).items()}
    same(by_diffusers(CASES[case][0], tensors), ours)


def test_kohya_file_paints_as_in_plain_diffusers(tmp_path: Path) -> None:
    """A whole network with its 1x1 convolutions: ours from the imported file, diffusers' from the
    file itself."""
    family = image_family("sd15")
    model = family.tiny(tmp_path / "model")
    pipeline = family.load_pipeline(model, "cpu", torch.float32)
    network = family.denoiser_of(pipeline)
    rng, tensors = np.random.default_rng(1), {}
    for name, module in network.named_modules():
        if isinstance(module, torch.nn.Linear | torch.nn.Conv2d) and "attentions" in name:
            tensors |= KOHYA(name, rng, tuple(module.weight.shape))[0]
    assert any(value.ndim == 4 for value in tensors.values())
    source, own = tmp_path / "kohya.safetensors", tmp_path / "own.safetensors"
    save_file(tensors, source)
    import_adapter(source, own, "image", family="sd15")
    width = network.config.cross_attention_dim
    torch.manual_seed(0)
    inputs = (torch.randn(1, 4, 8, 8), torch.tensor([500]), torch.randn(1, 5, width))
    shelf = AdapterShelf(network, "sd15", "")
    with torch.no_grad():
        plain = network(*inputs).sample
        names = shelf.fetch([AdapterMix("m", (MixPart("a", str(own), 0.01),))])
        shelf.set_mix({names[str(own)]: 0.01})
        ours = network(*inputs).sample
        shelf.set_mix({})
        pipeline.load_lora_weights(source, adapter_name="kohya")
        pipeline.set_adapters(["kohya"], [0.01])
        theirs = family.denoiser_of(pipeline)(*inputs).sample
    assert not torch.allclose(ours, plain, atol=1e-2)
    torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-4)
