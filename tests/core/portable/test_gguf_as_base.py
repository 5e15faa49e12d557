"""GGUF files become model folders that answer as the models they were made of; what is damaged,
hostile, or no language model is told in a sentence."""

from __future__ import annotations

import contextlib
import json
import struct
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest
import torch
from tokenizers import Tokenizer, models

from core.errors import KnownError
from core.families.quiet import quiet
from core.families.toy_tokenizer import toy_tokenizer
from core.models import importing, library
from core.models.gguf import header, to_folder
from core.models.gguf.kinds import KINDS as READ
from core.models.gguf.splits import SPLITS
from core.models.gguf.taking_in import read_model, take_in
from core.models.gguf.to_folder import convert
from core.models.gguf.tokens import mend, opens
from core.portable.blend import Blend
from core.portable.gguf_vocabulary import read_vocabulary, write_vocabulary
from tests.core.portable import llama_cpp_files
from tests.core.portable.conftest import ARCHITECTURES, MakeModel, load, logits
from tests.core.portable.test_speech import _sentencepiece
from tests.core.portable.test_whole_models import written_gguf

TEXTS = ["Hello world 12345", "Straße für 12,50 €\n\n  two  spaces", "naïve café'll 7th\t7."]
Metadata = dict[str, Any]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SIGNET_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


def converted(file: Path, out: Path) -> Path:
    out.mkdir()
    with quiet():
        convert([one.path for one in read_model(file).files], out)
    return out


def rounded(model: Any, halves: bool = True) -> torch.Tensor:
    """What the model says with its weights in the formats that they went through."""
    state = model.state_dict()
    for name, value in state.items():
        stored = value.half().float() if halves and value.ndim > 1 else value
        state[name] = stored.bfloat16().float()
    model.load_state_dict(state)
    return logits(model)


@pytest.mark.parametrize("name", sorted(ARCHITECTURES))
def test_a_file_of_ours_answers_as_the_model_it_was_made_of(
    tiny_model: MakeModel, tmp_path: Path, name: str
) -> None:
    model = tiny_model(name)
    file = written_gguf(model, Blend([]), tmp_path / "model.gguf")
    out = converted(file, tmp_path / "out")
    network = load(model)
    if name in ("gemma2", "gemma3"):  # llama.cpp scales attention by the head, as real ones do
        for block in network.model.layers:
            block.self_attn.scaling = network.config.head_dim**-0.5
    assert torch.equal(logits(load(out)), rounded(network))
    assert importing.examine(out).record.family == "causal_lm"


@pytest.mark.parametrize("kind", sorted(llama_cpp_files.KINDS))
def test_a_file_of_llama_cpp_answers_as_the_model_it_was_made_of(tmp_path: Path, kind: str) -> None:
    model = llama_cpp_files.tiny(kind, tmp_path / "model")
    out = converted(llama_cpp_files.write(kind, model, tmp_path / "it.gguf"), tmp_path / "out")
    assert torch.equal(logits(load(out)), rounded(model, halves=False))


def test_every_kind_that_is_read_was_compared_with_its_original() -> None:
    compared = {*llama_cpp_files.KINDS, *ARCHITECTURES}
    assert READ - compared == {"qwen35moe"}  # qwen35 with experts, of transformers' own loader


def test_a_file_becomes_a_model_on_the_shelf_with_its_template_and_licence(
    tiny_model: MakeModel, tmp_path: Path
) -> None:
    file = with_metadata(tiny_model("qwen3"), tmp_path / "Olive-Q8_0.gguf", {
        "general.license": "apache-2.0", "tokenizer.chat_template": toy_tokenizer().chat_template,
    })  # fmt: skip
    told: list[tuple[int, int]] = []
    found = importing.add(file, progress=lambda done, total: told.append((done, total)))
    record = found.record
    assert (record.name, record.licence, record.commercial) == ("Olive-Q8_0", "Apache-2.0", "yes")
    assert not found.known
    assert told[-1][0] == told[-1][1] > 0
    assert record.folder.parent == library.models_home()
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(record.folder, local_files_only=True)
    assert tokenizer.chat_template == toy_tokenizer().chat_template
    assert [tokenizer(one).input_ids for one in TEXTS] == [
        toy_tokenizer()(one).input_ids for one in TEXTS
    ]
    assert importing.add(file).known  # the second time nothing is made


def test_a_conversion_can_be_stopped_and_leaves_nothing(
    tiny_model: MakeModel, tmp_path: Path, home: Path
) -> None:
    file = written_gguf(tiny_model("llama"), Blend([]), tmp_path / "model.gguf")
    with pytest.raises(KnownError) as error:
        take_in(file, cancelled=lambda: True)
    assert error.value.kind == "cancelled"
    assert not home.exists() or list(home.iterdir()) == []


@pytest.mark.parametrize("name", ["llama", "lfm2"])
def test_all_parts_of_a_split_file_are_taken(
    tiny_model: MakeModel, tmp_path: Path, name: str
) -> None:
    if name == "lfm2":
        model = llama_cpp_files.tiny(name, tmp_path / "model")
        whole = llama_cpp_files.write(name, model, tmp_path / "it.gguf")
    else:
        whole = written_gguf(tiny_model(name), Blend([]), tmp_path / "it.gguf")
    first, second = split(whole, 2)
    together = converted(second, tmp_path / "parts")
    assert torch.equal(logits(load(together)), logits(load(converted(whole, tmp_path / "whole"))))
    first.unlink()
    with pytest.raises(KnownError, match=r"00001-of-00002\.gguf is missing"):
        read_model(second)


def test_parts_of_two_models_are_not_put_together(tiny_model: MakeModel, tmp_path: Path) -> None:
    _, second = split(written_gguf(tiny_model("llama"), Blend([]), tmp_path / "it.gguf"), 2)
    third, _ = split(written_gguf(tiny_model("qwen2"), Blend([]), tmp_path / "other.gguf"), 2)
    third.replace(second.with_name(second.name.replace("00002-of", "00001-of")))
    with pytest.raises(KnownError, match="do not belong together"):
        read_model(second)


def test_a_folder_with_one_file_is_that_file(tiny_model: MakeModel, tmp_path: Path) -> None:
    folder = tmp_path / "fetched"
    folder.mkdir()
    written_gguf(tiny_model("llama"), Blend([]), folder / "a.gguf")
    written_gguf(tiny_model("llama"), Blend([]), folder / "b.gguf")
    with pytest.raises(KnownError, match="several models"):
        importing.add(folder)
    (folder / "b.gguf").unlink()
    with pytest.raises(KnownError) as error:
        importing.add(folder, cancelled=lambda: True)
    assert error.value.kind == "cancelled"


# --- what cannot be taken ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("metadata", "sentence"),
    [
        ({"general.architecture": "granite"}, "of a kind that Signet cannot read from GGUF"),
        ({"general.architecture": "flux"}, "of a kind that Signet cannot read from GGUF"),
        ({"general.type": "adapter"}, "is an adapter"),
        ({"tokenizer.ggml.model": "none"}, "holds no vocabulary"),
        ({"tokenizer.ggml.tokens": None}, "holds no vocabulary"),
        ({"tokenizer.ggml.pre": "something-new"}, "splits texts in a way"),
        ({"tokenizer.ggml.tokens": ["a"] * 300}, "damaged"),
        ({"split.count": 3}, "do not belong together"),
    ],
)
def test_what_no_model_can_be_made_of_is_told(
    tiny_model: MakeModel, tmp_path: Path, metadata: Metadata, sentence: str
) -> None:
    file = with_metadata(tiny_model("llama"), tmp_path / "model.gguf", metadata)
    with pytest.raises(KnownError, match=sentence):
        read_model(file)


def test_weights_that_are_not_those_of_its_kind_are_refused(
    tiny_model: MakeModel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = with_metadata(tiny_model("llama"), tmp_path / "model.gguf", {}, left_out="ffn_up")
    (tmp_path / "out").mkdir()
    with quiet():
        assert to_folder.main([str(tmp_path / "out"), str(file)]) == to_folder.REFUSED
    assert "up_proj" in json.loads(capsys.readouterr().out.splitlines()[-1])["refused"]


def test_a_full_disk_and_little_memory_are_told_first(
    tiny_model: MakeModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.models.gguf import taking_in

    file = written_gguf(tiny_model("llama"), Blend([]), tmp_path / "model.gguf")
    monkeypatch.setattr(taking_in, "_WORKING", 10**15)
    with pytest.raises(KnownError, match="of memory to be prepared"):
        take_in(file)
    monkeypatch.setattr(taking_in, "_SMALL", 10**15)
    with pytest.raises(KnownError, match="too full"):
        take_in(file)


def _damages() -> dict[str, Any]:
    """What is done to the bytes of a sound file; keys begin at 24, the first is the kind."""
    return {
        "empty": lambda raw: raw[:0],
        "only a sign": lambda raw: raw[:4],
        "cut in the keys": lambda raw: raw[:200],
        "cut in the weights": lambda raw: raw[:-5000],
        "another sign": lambda raw: b"GGML" + raw[4:],
        "old": lambda raw: raw[:4] + struct.pack("<I", 1) + raw[8:],
        "other byte order": lambda raw: raw[:4] + struct.pack(">I", 3) + raw[8:],
        "endless tensors": lambda raw: raw[:8] + struct.pack("<Q", 1 << 62) + raw[16:],
        "endless keys": lambda raw: raw[:16] + struct.pack("<Q", 1 << 62) + raw[24:],
        "endless text": lambda raw: raw[:24] + struct.pack("<Q", 1 << 63) + raw[32:],
        "the same key twice": lambda raw: raw.replace(b"general.file_type", b"llama.block_count"),
        "unknown value": lambda raw: raw[:24] + struct.pack("<Q", 1) + b"a\xff\0\0\0" + raw[37:],
        "endless list": lambda raw: _list(raw, 8, 1 << 40),
        "lists of lists": lambda raw: _list(raw, 9, 1 << 20),
    }


def _list(raw: bytes, inner: int, count: int) -> bytes:
    value = struct.pack("<Q", 1) + b"a" + struct.pack("<IIQ", 9, inner, count)
    return raw[:24] + value + raw[24 + len(value) :]


@pytest.fixture(scope="module")
def sound(tiny_model: MakeModel, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sound") / "model.gguf"
    return written_gguf(tiny_model("llama"), Blend([]), path).read_bytes()


@pytest.mark.parametrize("damage", sorted(_damages()))
def test_damaged_and_hostile_files_end_in_a_sentence(
    sound: bytes, tmp_path: Path, damage: str
) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(_damages()[damage](sound))
    with pytest.raises(KnownError):
        header.read_gguf(path)
    with pytest.raises(KnownError):
        importing.add(path)


@pytest.mark.parametrize("seed", range(40))
def test_random_damage_never_ends_in_anything_but_a_sentence(
    sound: bytes, tmp_path: Path, seed: int
) -> None:
    source = np.random.default_rng(seed)
    raw = bytearray(sound)
    end = header.read_gguf(_written(tmp_path / "sound.gguf", sound)).keys_end + 2000
    for place in source.integers(8, end, 6):
        raw[place] = int(source.integers(0, 256))
    with contextlib.suppress(KnownError):  # anything else fails the test
        read_model(_written(tmp_path / "model.gguf", bytes(raw)))


def test_tensors_that_lie_over_each_other_or_outside_are_refused(
    tmp_path: Path, sound: bytes
) -> None:
    name = b"blk.0.ffn_up.weight"
    place = sound.index(name) + len(name) + 4 + 16 + 4  # behind two dimensions and the kind
    for offset in (0, 1 << 40, 7):
        raw = sound[:place] + struct.pack("<Q", offset) + sound[place + 8 :]
        with pytest.raises(KnownError, match="damaged"):
            header.read_gguf(_written(tmp_path / "model.gguf", raw))


def test_every_kind_of_block_that_is_read_can_be_unpacked() -> None:
    for kind, (numbers, size) in header.BLOCKS.items():
        named = gguf.GGMLQuantizationType(kind)
        assert gguf.GGML_QUANT_SIZES[named] == (numbers, size)
        if named.name not in ("F32", "F16", "F64"):
            found = gguf.quants.dequantize(np.zeros((1, size), np.uint8), named)
            assert found.shape == (1, numbers)


# --- vocabularies --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "pieces"),
    [
        ("smollm", "a 123", ["a", "Ġ", "1", "2", "3"]),
        ("gpt-2", "a 123", ["a", "Ġ123"]),
        ("llama-bpe", "it's 12345", ["it", "'s", "Ġ", "123", "45"]),
        ("qwen2", "IT'S 12", ["IT", "'S", "Ġ", "1", "2"]),
        ("deepseek-v3", "x=12345", ["x", "=", "123", "45"]),
        ("deepseek-coder", "a 12\nb", ["a", "Ġ", "1", "2", "Ċ", "b"]),
        ("falcon", "a+b 1234", ["a", "+", "b", "Ġ", "123", "4"]),
        ("gpt-4o", "HelloWorld's 1234", ["Hello", "World's", "Ġ", "123", "4"]),
        ("tekken", "HelloWorld 12", ["Hello", "World", "Ġ", "1", "2"]),
        ("viking", "a 12", ["a", "Ġ", "1", "2"]),
        ("bloom", "a, b", ["a", ",", "Ġb"]),
        ("default", "a.b 1234", ["a", ".", "b", "Ġ", "123", "4"]),
        ("seed-coder", "a 12", ["a", "Ġ", "1", "2"]),
        ("qwen35", "a 12", ["a", "Ġ", "1", "2"]),
    ],
)
def test_texts_are_cut_as_the_name_says(name: str, text: str, pieces: list[str]) -> None:
    found = mended(name).pre_tokenizer.pre_tokenize_str(text)
    assert [piece for piece, _ in found] == pieces


@pytest.mark.parametrize("name", sorted(SPLITS))
def test_every_way_of_cutting_loses_nothing(name: str) -> None:
    raw = mended(name)
    for text in TEXTS:
        together = "".join(piece for piece, _ in raw.pre_tokenizer.pre_tokenize_str(text))
        whole = mended("gpt-2").pre_tokenizer.pre_tokenize_str(text)
        assert together == "".join(piece for piece, _ in whole)


def test_whole_words_are_taken_where_the_model_takes_them() -> None:
    tokens = {"a": 0, "b": 1, "ab": 2, "<s>": 3}
    assert mended("llama-bpe", tokens).encode("ab").ids == [2]
    assert mended("smaug-bpe", tokens).encode("ab").ids == [0, 1]
    assert opens(metadata_of("llama-bpe"))
    assert not opens(metadata_of("qwen2"))
    assert mended("llama-bpe", tokens, opening="<s>").encode("ab").ids == [3, 2]


@pytest.mark.parametrize("prefix", [True, False])
def test_sentencepiece_comes_back_from_its_scores(
    tiny_model: MakeModel, tmp_path: Path, prefix: bool
) -> None:
    lines = Path(__file__).read_text("utf-8").splitlines()[:120]
    raw = _sentencepiece([*lines, "Straße, naïve café: 12,50 €"] * 2, prefix)
    vocabulary = read_vocabulary(json.loads(raw.to_str()), 600)
    file = with_metadata(tiny_model("llama"), tmp_path / "it.gguf", {}, vocabulary=vocabulary)
    from core.models.gguf.tokens import make_tokenizer

    made = make_tokenizer(header.read_gguf(file).metadata, "llama", 512)
    for text in [*lines[:40], "äöü ß 你好", "Straßencafé für 12,50 €"]:
        if text.strip():
            assert made.decode(raw.encode(text).ids).strip() == text.strip()
            assert made(text, add_special_tokens=False).input_ids == raw.encode(text).ids


# --- helpers -------------------------------------------------------------------------------------


def metadata_of(name: str) -> Metadata:
    return {"tokenizer.ggml.model": "gpt2", "tokenizer.ggml.pre": name}


def mended(
    name: str, tokens: dict[str, int] | None = None, opening: str | None = None
) -> Tokenizer:
    raw = Tokenizer(models.BPE(vocab=tokens or {"a": 0}, merges=[]))
    return Tokenizer.from_str(
        json.dumps(mend(json.loads(raw.to_str()), metadata_of(name), opening))
    )


def with_metadata(
    model: Path,
    path: Path,
    metadata: Metadata,
    *,
    left_out: str = "-",
    vocabulary: Any = None,
) -> Path:
    """The model's file written anew with other metadata; None leaves a key out."""
    plain = written_gguf(model, Blend([]), path.with_suffix(".plain"))
    reader: Any = gguf.GGUFReader(plain)
    told = {key: field.contents() for key, field in reader.fields.items()
            if not key.startswith("GGUF.")}  # fmt: skip
    if vocabulary is not None:
        told = {key: value for key, value in told.items() if ".ggml." not in key}
    told |= metadata
    writer = gguf.GGUFWriter(path, told.pop("general.architecture"))
    adds = {list: writer.add_array, str: writer.add_string, bool: writer.add_bool,
            float: writer.add_float32, int: writer.add_uint32}  # fmt: skip
    for key, value in told.items():
        if value is not None:
            adds[type(value)](key, value)
    if vocabulary is not None:
        write_vocabulary(writer, vocabulary)
    for one in reader.tensors:
        if left_out not in one.name:
            writer.add_tensor(one.name, np.array(one.data))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    plain.unlink()
    return path


def split(whole: Path, count: int) -> list[Path]:
    """As llama.cpp's gguf-split does."""
    reader: Any = gguf.GGUFReader(whole)
    step = -(-len(reader.tensors) // count)
    paths = []
    for number in range(count):
        path = whole.with_name(f"{whole.stem}-{number + 1:05}-of-{count:05}.gguf")
        writer = gguf.GGUFWriter(path, str(reader.get_field("general.architecture").contents()))
        for key, field in reader.fields.items():
            if number == 0 and not key.startswith("GGUF.") and key != "general.architecture":
                add_field(writer, key, field)
        writer.add_uint16("split.no", number)
        writer.add_uint16("split.count", count)
        writer.add_int32("split.tensors.count", len(reader.tensors))
        for one in reader.tensors[number * step : (number + 1) * step]:
            writer.add_tensor(one.name, np.array(one.data), raw_dtype=one.tensor_type)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        paths.append(path)
    return paths


def add_field(writer: Any, key: str, field: Any) -> None:
    kinds = field.types
    inner = kinds[-1] if kinds[0] == gguf.GGUFValueType.ARRAY else None
    writer.add_key_value(key, field.contents(), kinds[0], inner)


def _written(path: Path, raw: bytes) -> Path:
    path.write_bytes(raw)
    return path
