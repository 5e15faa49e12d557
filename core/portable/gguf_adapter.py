"""A mix of adapters as one GGUF adapter, which llama.cpp and Ollama put on a base at run time.

Tensors are `NAME.lora_a` [rank, inputs] and `NAME.lora_b` [outputs, rank] with llama.cpp's name of
the weight; the factor is `adapter.lora.alpha` / rank. Rows of q and k are stored as in the base.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.errors import KnownError
from core.language import say
from core.portable.blend import Blend, require_plain
from core.portable.gguf_layouts import heads_of, interleave, layout_of
from core.portable.gguf_model import About, tensor_names, write_about

_SUFFIXES = (".weight",)


def write_gguf_adapter(blend: Blend, base: Path, path: Path, about: About) -> None:
    """Write the adapter to `path`, which must not exist, in float32.

    Args:
        base: folder of the base model.

    Raises:
        KnownError: the architecture is not known here, or the mix is no low-rank change of layers
            that llama.cpp has.
    """
    import gguf

    require_plain(blend)
    layout, config = layout_of(base)
    names = tensor_names(layout, config)
    writer = gguf.GGUFWriter(None, layout.arch)
    writer.add_type(gguf.GGUFType.ADAPTER)
    writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
    rank = blend.rank
    writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, float(rank))
    write_about(writer, about)
    for module in blend.modules:
        target = names.get_name(module + ".weight", try_suffixes=_SUFFIXES)
        if target is None:
            raise KnownError(
                say("The adapter changes a layer that Ollama and llama.cpp do not know."),
                say("Hand it out as a PEFT folder or as a whole model folder instead."),
                detail=module,
                kind="bad_request",
            )
        layer = blend.products(module)
        up = layer.up * np.float32(layer.rank / rank)
        if heads := heads_of(module + ".weight", config, layout):
            up = interleave(up, heads)
        writer.add_tensor(target + ".lora_a", np.ascontiguousarray(layer.down, np.float32))
        writer.add_tensor(target + ".lora_b", np.ascontiguousarray(up, np.float32))
    writer.write_header_to_file(path)
    try:
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
    finally:
        writer.close()
