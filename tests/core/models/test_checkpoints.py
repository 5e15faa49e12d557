"""Single files become folders: every tensor in its place, the same outputs, nothing half done."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers.loaders import single_file_utils as oracle
from safetensors.torch import load_file, save_file

from core.adapters.header import read_header
from core.errors import KnownError
from core.families import family
from core.families.quiet import quiet
from core.models import architectures, checkpoints, importing, library, shape_check
from core.models.architectures import Architecture, recognise
from core.models.original_layouts import takes

from .original_files import LAYOUTS, State, apply_takes, networks, tiny, whole


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("SIGNET_MODELS", str(tmp_path / "models"))
    torch.manual_seed(0)
    with quiet():
        yield tmp_path / "models"


@pytest.fixture
def own_process() -> None:
    """For tests in which shapes are compared by a child process, as they are for users."""


@pytest.fixture(autouse=True)
def _compared_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same comparison in this process, which has loaded torch already: that takes a child
    longer than all the rest."""
    if "own_process" not in request.fixturenames:
        monkeypatch.setattr(checkpoints, "_compared", shape_check.answer)


def plan_of(path: Path, architecture: Architecture, lender: Path | None = None) -> checkpoints.Plan:
    found = recognise(read_header(path), architecture.folder.parent)
    assert found is not None
    return checkpoints.make_plan(found, lender)


def random_weights(parts: dict[str, Any]) -> dict[str, Any]:
    """Also where the classes begin with zeros and ones, so that a mix-up shows."""
    for network in parts.values():
        for tensor in network.parameters():
            torch.nn.init.normal_(tensor, std=0.1)
    return parts


def klein_companion(tmp_path: Path) -> Path:
    return family("flux2_klein").tiny(tmp_path / "companion")


# --- the maths, against diffusers' own converters ---------------------------------------------


@pytest.mark.parametrize(
    ("name", "part", "layout", "convert"),
    [
        ("sd15", "unet", "ldm_unet", oracle.convert_ldm_unet_checkpoint),
        ("sdxl", "unet", "ldm_unet", oracle.convert_ldm_unet_checkpoint),
        ("sdxl", "vae", "ldm_vae", oracle.convert_ldm_vae_checkpoint),
        ("flux2_klein_4b", "transformer", "flux2",
         oracle.convert_flux2_transformer_checkpoint_to_diffusers),
        ("z_image", "transformer", "z_image",
         oracle.convert_z_image_transformer_checkpoint_to_diffusers),
    ],
)  # fmt: skip
def test_the_same_tensors_as_diffusers_makes(
    name: str, part: str, layout: str, convert: Callable[..., State], tmp_path: Path
) -> None:
    architecture = tiny(tmp_path, name)
    state = LAYOUTS[layout](random_weights(networks(architecture))[part].state_dict())
    made = apply_takes(layout, state)
    prefix = {"unet": "model.diffusion_model.", "vae": "first_stage_model."}.get(part, "")
    config = json.loads((architecture.folder / part / "config.json").read_text())
    theirs = convert({prefix + key: one for key, one in state.items()}, config=config)
    assert set(made) == set(theirs)
    assert all(torch.equal(made[key], theirs[key]) for key in made)


def test_flux1_has_the_names_and_shapes_that_diffusers_makes() -> None:
    """At real size without memory: the width is a constant of diffusers' converter."""
    architecture = Architecture(architectures.home() / "flux1_dev")
    state = LAYOUTS["flux1"](networks(architecture, "meta")["transformer"].state_dict())
    made = takes("flux1", {key: tuple(one.shape) for key, one in state.items()})
    theirs = oracle.convert_flux_transformer_checkpoint_to_diffusers(dict(state))
    assert {key: one.shape for key, one in made.items()} == {
        key: tuple(one.shape) for key, one in theirs.items()
    }


# --- whole models -----------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:__array__ implementation")  # diffusers' Euler scheduler
@pytest.mark.parametrize("name", ["sd15", "sdxl"])
def test_a_whole_checkpoint_becomes_a_working_pipeline(name: str, tmp_path: Path) -> None:
    import diffusers

    architecture = tiny(tmp_path, name)
    parts = random_weights(networks(architecture))
    state = {
        key: one.half() if one.is_floating_point() else one
        for key, one in whole(architecture, parts, "ldm_unet").items()
    }
    state["model_ema.decay"] = torch.zeros(())
    if name == "sdxl":
        state["v_pred"] = torch.zeros(0)
    path = tmp_path / "House style.safetensors"
    save_file({key: one.contiguous() for key, one in state.items()}, path)
    told: list[tuple[int, int]] = []
    plan = plan_of(path, architecture)
    checkpoints.convert(plan, tmp_path / "made", progress=lambda *one: told.append(one))
    assert told[-1] == (plan.size, plan.size)

    pipeline = diffusers.DiffusionPipeline.from_pretrained(
        tmp_path / "made", dtype=torch.float32, use_safetensors=True, local_files_only=True
    )
    for part, network in parts.items():
        loaded, given = getattr(pipeline, part).state_dict(), network.half().float().state_dict()
        assert all(torch.equal(loaded[key], one) for key, one in given.items()), part
    ids = pipeline.tokenizer("a photo of a red sneaker")["input_ids"]
    assert ids == [49406, 320, 1125, 539, 320, 736, 24781, 49407]
    same_text(pipeline.text_encoder, parts["text_encoder"].float(), ids)
    kind = pipeline.scheduler.config.prediction_type
    assert kind == ("v_prediction" if name == "sdxl" else "epsilon")
    pipeline.set_progress_bar_config(disable=True)
    made = pipeline("a red sneaker!", num_inference_steps=1, height=64, width=64, output_type="np")
    assert made.images.shape == (1, 64, 64, 3)
    if name == "sdxl":
        padded = pipeline.tokenizer_2("red", padding="max_length")["input_ids"]
        assert padded[:4] == [49406, 736, 49407, 0]


def same_text(loaded: Any, given: Any, ids: list[int]) -> None:
    with torch.no_grad():
        ours, theirs = (one(torch.tensor([ids])).last_hidden_state for one in (loaded, given))
    assert torch.equal(ours, theirs)


def test_flux1_gives_the_same_output(own_process: None, tmp_path: Path) -> None:
    from diffusers import FluxTransformer2DModel

    architecture = tiny(tmp_path, "flux1_dev")
    parts = random_weights(networks(architecture))
    path = tmp_path / "flux1-dev.safetensors"
    save_file(whole(architecture, parts, "flux1"), path)
    lender = family("flux1").tiny(tmp_path / "companion")
    checkpoints.convert(plan_of(path, architecture, lender), tmp_path / "made")
    loaded = FluxTransformer2DModel.from_pretrained(
        tmp_path / "made" / "transformer", use_safetensors=True, local_files_only=True
    )
    inputs = {
        "hidden_states": torch.randn(1, 4, 16), "encoder_hidden_states": torch.randn(1, 3, 16),
        "pooled_projections": torch.randn(1, 16), "timestep": torch.tensor([0.5]),
        "guidance": torch.tensor([3.5]), "img_ids": torch.randn(4, 3), "txt_ids": torch.zeros(3, 3),
    }  # fmt: skip
    given = parts["transformer"].state_dict()
    assert all(torch.equal(one, given[key]) for key, one in loaded.state_dict().items())
    with torch.no_grad():
        ours, theirs = loaded(**inputs).sample, parts["transformer"](**inputs).sample
    assert torch.allclose(ours, theirs, atol=1e-5)  # sums in another order: weights lie elsewhere
    made = library.describe_folder(tmp_path / "made")
    assert made is not None
    assert (made.family, made.commercial, made.name) == ("flux1", "no", "flux1-dev")


@pytest.mark.parametrize("layout", ["flux2", "same"])
def test_a_denoiser_takes_the_rest_from_the_shelf(layout: str, tmp_path: Path, home: Path) -> None:
    architecture = tiny(tmp_path, "flux2_klein_4b")
    parts = random_weights(networks(architecture))
    path = tmp_path / "flux-2-klein-base-4b.safetensors"
    state = LAYOUTS[layout](parts["transformer"].state_dict())
    save_file({"diffusion_model." + key: one for key, one in state.items()}, path)
    with pytest.raises(KnownError, match="text_encoder") as told:
        plan_of(path, architecture)
    assert told.value.kind == "model_missing"
    lender = klein_companion(tmp_path)
    importing.add(lender)
    checkpoints.convert(plan_of(path, architecture), home / "klein")
    weights = home / "klein" / "transformer" / "diffusion_pytorch_model.safetensors"
    loaded, given = load_file(weights), parts["transformer"].state_dict()
    assert all(torch.equal(loaded[key], one) for key, one in given.items())
    own = home / "klein" / "text_encoder" / "model.safetensors"
    assert own.samefile(lender / "text_encoder" / "model.safetensors")
    record = library.find("klein")
    assert (record.family, record.commercial, record.own) == ("flux2_klein", "yes", True)
    klein = family("flux2_klein")
    assert klein.settings("balanced", 30, record.folder).batch_size == 1  # no practice model
    assert type(klein.load_pipeline(record.folder, "cpu", torch.float32)).__name__ == (
        "Flux2KleinPipeline"
    )


def test_a_companion_of_another_size_is_not_taken(tmp_path: Path) -> None:
    architecture = tiny(
        tmp_path, "flux2_klein_4b", companion={"text_encoder": {"hidden_size": 2560}}
    )
    path = tmp_path / "klein.safetensors"
    save_file(whole(architecture, networks(architecture), "flux2"), path)
    with pytest.raises(KnownError) as told:
        plan_of(path, architecture, klein_companion(tmp_path))
    assert "text_encoder.hidden_size" in told.value.detail


# --- 8 bits -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dtype", "scale"), [(torch.float8_e4m3fn, 0.37), (torch.float8_e5m2, None)]
)
def test_eight_bit_floats_become_bfloat16(
    dtype: torch.dtype, scale: float | None, tmp_path: Path
) -> None:
    architecture = tiny(tmp_path, "z_image")
    given = LAYOUTS["z_image"](random_weights(networks(architecture))["transformer"].state_dict())
    state: State = {}
    for key, one in given.items():
        rounded = key.endswith(".weight") and one.dim() == 2
        state[key] = one.to(dtype) if rounded else one.to(torch.bfloat16)
        if rounded and scale is not None:
            state[key.removesuffix("weight") + "scale_weight"] = torch.tensor(scale)
            state["scaled_fp8"] = torch.zeros(2, dtype=dtype)
    path = tmp_path / "eight.safetensors"
    save_file(state, path)
    lender = tmp_path / "companion"
    for part in ("vae", "text_encoder", "tokenizer", "scheduler"):
        (lender / part).mkdir(parents=True)
    shutil.copy(architecture.folder / "model_index.json", lender)
    checkpoints.convert(plan_of(path, architecture, lender), tmp_path / "made")
    made = load_file(tmp_path / "made" / "transformer" / "diffusion_pytorch_model.safetensors")
    assert {one.dtype for one in made.values()} == {torch.bfloat16}
    whole_qkv = state["layers.0.attention.qkv.weight"].float() * (scale or 1.0)
    joined = [made[f"layers.0.attention.to_{one}.weight"] for one in "qkv"]
    assert torch.equal(torch.cat(joined), whole_qkv.to(torch.bfloat16))


# --- what is refused --------------------------------------------------------------------------


def refused(path: Path, state: State) -> KnownError:
    save_file(state, path)
    with pytest.raises(KnownError) as told:
        checkpoints.take_in(path)
    return told.value


def test_what_is_no_model_says_what_it_is(tmp_path: Path, home: Path) -> None:
    one = torch.zeros(2, 2)
    path = tmp_path / "x.safetensors"
    assert "an adapter" in refused(path, {"transformer.a.lora_A.weight": one}).say
    packed = {"img_in.weight": one, "img_in.weight.quant_state.bitsandbytes__nf4": one.clone()}
    assert "rounded" in refused(path, packed).say
    assert "cannot teach yet" in refused(path, {"decoder.conv_in.weight": one}).say
    (tmp_path / "y.gguf").write_bytes(b"GGUF" + bytes(40))
    with pytest.raises(KnownError, match="it is a GGUF file"):
        checkpoints.take_in(tmp_path / "y.gguf")
    assert not home.exists()


@pytest.mark.parametrize("fault", ["lacking", "integers"])
def test_a_file_that_is_not_whole(fault: str, tmp_path: Path) -> None:
    architecture = tiny(tmp_path, "flux1_dev")
    state = whole(architecture, networks(architecture), "flux1")
    name = "model.diffusion_model.single_blocks.1.linear2.weight"
    if fault == "integers":
        state[name] = state[name].to(torch.int8)
    else:
        del state[name]
        state[name.replace("1.linear2", "0.linear2")] = torch.zeros(3, 3)
    path = tmp_path / "flux.safetensors"
    save_file(state, path)
    lender = family("flux1").tiny(tmp_path / "companion")
    sentence = "rounded" if fault == "integers" else "missing or of another size"
    with pytest.raises(KnownError, match=sentence) as told:
        plan_of(path, architecture, lender)
    if fault == "lacking":
        blocks = "transformer.single_transformer_blocks"
        assert told.value.detail.splitlines() == [
            f"{blocks}.1.proj_out.weight", f"{blocks}.0.proj_out.weight",
        ]  # fmt: skip


def test_distilled_klein_is_told_by_its_usual_name(tmp_path: Path) -> None:
    architecture = tiny(tmp_path, "flux2_klein_4b")
    state = whole(architecture, networks(architecture), "flux2")
    for name, fast in (("flux-2-klein-4b", True), ("klein-base-4b", False), ("mix", False)):
        path = tmp_path / f"{name}.safetensors"
        save_file(state, path)
        assert bool(architecture.variants(read_header(path))) is fast


def test_the_stricter_licence_holds_and_stopping_leaves_nothing(tmp_path: Path, home: Path) -> None:
    architecture = tiny(tmp_path, "flux2_klein_4b")
    path = tmp_path / "klein.safetensors"
    tensors = whole(architecture, networks(architecture), "flux2")
    save_file(tensors, path, metadata={"modelspec.license": "cc-by-nc-4.0"})
    plan = plan_of(path, architecture, klein_companion(tmp_path))
    with pytest.raises(KnownError) as told:
        checkpoints.convert(plan, home / "klein", cancelled=lambda: True)
    assert told.value.kind == "cancelled"
    assert list(home.iterdir()) == []
    checkpoints.convert(plan, home / "klein")
    record = library.find("klein")
    assert (record.commercial, record.licence) == ("no", "CC BY-NC 4.0")


def test_a_file_is_taken_in_once(tmp_path: Path, home: Path) -> None:
    architecture = tiny(tmp_path, "flux2_klein_4b")
    path = tmp_path / "House: style.safetensors"
    save_file(whole(architecture, random_weights(networks(architecture)), "flux2"), path)
    lender, where = klein_companion(tmp_path), architecture.folder.parent
    made = checkpoints.take_in(path, companion=lender, where=where)
    assert made == home / "House- style"
    assert checkpoints.take_in(path, companion=lender, where=where) == made
    assert importing.examine(made).known
    save_file(whole(architecture, random_weights(networks(architecture)), "flux2"), path)
    assert checkpoints.take_in(path, companion=lender, where=where) == home / "House- style-2"


def test_a_lone_file_is_told_from_one_of_a_folder(tmp_path: Path, home: Path) -> None:
    lone = tmp_path / "lone.safetensors"
    save_file({"decoder.conv_in.weight": torch.zeros(2)}, lone)
    with pytest.raises(KnownError, match="cannot teach yet"):
        importing.add(lone)
    lender = klein_companion(tmp_path)
    inside = lender / "vae" / "diffusion_pytorch_model.safetensors"
    assert importing.add(inside).record.folder == lender
