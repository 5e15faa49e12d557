"""Write the taught network as ONNX: weights in 16 bits, computed in 32.

Run ``python export.py product.pt``, in an environment with torch and onnx; neither is needed to use
the result. Normalisation is folded into the convolutions, pixels are scaled inside the graph.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
import torch
from network import _HEADS, NUMBERS, SIDE, ProductNet
from onnx import TensorProto, helper, numpy_helper
from torch import nn

TARGET = Path(__file__).resolve().parents[2] / "resources" / "looks" / "product.onnx"
OPSET, IR_VERSION = 17, 8
_WIDE = 256


@dataclass
class Graph:
    """Nodes one after the other; names of values are given and returned."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def constant(self, value: np.ndarray) -> str:
        """Put an array into the file; large ones in 16 bits, widened when the file is opened."""
        name = f"c{len(self.constants)}"
        if value.dtype == np.float32 and value.size > 1024:
            self.constants.append(numpy_helper.from_array(value.astype(np.float16), name))
            return self.node("Cast", name, to=TensorProto.FLOAT)
        self.constants.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def node(self, kind: str, *given: str, name: str = "", **settings: object) -> str:
        """Add a node and give the name of its value."""
        name = name or f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(given), [name], **settings))
        return name

    def convolution(self, joined: nn.Sequential, seen: str) -> str:
        """A convolution with the normalisation behind it."""
        kernel, norm = joined[-2], joined[-1]
        assert isinstance(kernel, nn.Conv2d)
        assert isinstance(norm, nn.BatchNorm2d)
        assert norm.running_var is not None
        assert norm.running_mean is not None
        share = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        weight = _array(kernel.weight * share.view(-1, 1, 1, 1))
        bias = _array(norm.bias - norm.running_mean * share)
        side, stride = kernel.kernel_size[0], kernel.stride[0]
        return self.node(
            "Conv", seen, self.constant(weight), self.constant(bias),
            kernel_shape=[side, side], strides=[stride, stride], pads=[side // 2] * 4,
        )  # fmt: skip

    def block(self, block: nn.Module, seen: str) -> str:
        """`network.Block`."""
        changed = self.node("Relu", self.convolution(block.first, seen))
        changed = self.convolution(block.second, changed)
        way = seen
        if len(block.way):
            if isinstance(block.way[0], nn.AvgPool2d):
                way = self.node("AveragePool", way, kernel_shape=[2, 2], strides=[2, 2],
                                ceil_mode=1)  # fmt: skip
            way = self.convolution(block.way, way)
        return self.node("Relu", self.node("Add", changed, way))

    def linear(self, layer: nn.Linear, seen: str) -> str:
        """Along the last axis."""
        product = self.node("MatMul", seen, self.constant(_array(layer.weight.T)))
        return self.node("Add", product, self.constant(_array(layer.bias)))

    def norm(self, layer: nn.LayerNorm, seen: str) -> str:
        """Along the last axis."""
        weight, bias = self.constant(_array(layer.weight)), self.constant(_array(layer.bias))
        return self.node("LayerNormalization", seen, weight, bias, axis=-1, epsilon=layer.eps)

    def gelu(self, seen: str) -> str:
        """x (1 + erf(x / sqrt 2)) / 2."""
        inner = self.node("Mul", seen, self.constant(np.float32(0.5**0.5)))
        more = self.node("Add", self.node("Erf", inner), self.constant(np.float32(1)))
        return self.node("Mul", self.node("Mul", seen, more), self.constant(np.float32(0.5)))

    def shaped(self, seen: str, *shape: int) -> str:
        """In another shape; 0 keeps a side."""
        return self.node("Reshape", seen, self.constant(np.array(shape, np.int64)))

    def overview(self, layer: nn.Module, places: str) -> str:
        """`network.Overview`."""
        parts = self.linear(layer.asks, self.norm(layer.norms[0], places))
        parts = self.shaped(parts, 0, 0, 3, _HEADS, _WIDE // _HEADS)
        parts = self.node("Transpose", parts, perm=[2, 0, 3, 1, 4])
        ask, key, value = (
            self.node("Gather", parts, self.constant(np.int64(at)), axis=0) for at in range(3)
        )
        turned = self.node("Transpose", key, perm=[0, 1, 3, 2])
        much = self.node("MatMul", ask, turned)
        much = self.node("Mul", much, self.constant(np.float32((_WIDE // _HEADS) ** -0.5)))
        heard = self.node("MatMul", self.node("Softmax", much, axis=-1), value)
        heard = self.shaped(self.node("Transpose", heard, perm=[0, 2, 1, 3]), 0, 0, _WIDE)
        places = self.node("Add", places, self.linear(layer.answers, heard))
        wide = self.gelu(self.linear(layer.widen, self.norm(layer.norms[1], places)))
        return self.node("Add", places, self.linear(layer.narrow, wide))


def _array(values: torch.Tensor) -> np.ndarray:
    return np.ascontiguousarray(values.detach().float().numpy())


def network(net: ProductNet) -> onnx.ModelProto:
    """[N, 144, 144, 3] bytes to [N, 64]."""
    graph = Graph()
    seen = graph.node("Transpose", graph.node("Cast", "pixels", to=TensorProto.FLOAT),
                      perm=[0, 3, 1, 2])  # fmt: skip
    seen = graph.node("Mul", seen, graph.constant(np.float32(4 / 255)))
    seen = graph.node("Sub", seen, graph.constant(np.float32(2)))
    for at in (0, 2):
        seen = graph.node("Relu", graph.convolution(net.stem[at], seen))
    for block in net.blocks:
        seen = graph.block(block, seen)
    places = graph.node("Transpose", graph.shaped(seen, 0, 0, -1), perm=[0, 2, 1])
    places = graph.node("Add", places, graph.constant(_array(net.where)))
    for layer in net.overview:
        places = graph.overview(layer, places)
    places = graph.norm(net.norm, places)
    weighed = graph.node("Transpose", graph.linear(net.weigh, places), perm=[0, 2, 1])
    share = graph.shaped(graph.node("Softmax", weighed, axis=-1), 0, _HEADS, 1, -1)
    carried = graph.shaped(graph.linear(net.carry, places), 0, 0, _HEADS, _WIDE // _HEADS)
    carried = graph.node("Transpose", carried, perm=[0, 2, 1, 3])
    pooled = graph.shaped(graph.node("MatMul", share, carried), 0, _WIDE)
    vector = graph.linear(net.last, graph.gelu(pooled))
    graph.node("LpNormalization", vector, name="vectors", axis=-1, p=2)
    made = helper.make_graph(
        graph.nodes, "product",
        [helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["count", SIDE, SIDE, 3])],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["count", NUMBERS])],
        graph.constants,
    )  # fmt: skip
    model = helper.make_model(
        made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION,
        producer_name="signet", doc_string="Which photos show the same product",
    )  # fmt: skip
    onnx.checker.check_model(model, full_check=True)
    return model


def main() -> None:
    """Read the weights, write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--out", type=Path, default=TARGET)
    given = parser.parse_args()
    net = ProductNet()
    net.load_state_dict(torch.load(given.weights, map_location="cpu", weights_only=True))
    given.out.write_bytes(network(net.eval()).SerializeToString())


if __name__ == "__main__":
    main()
