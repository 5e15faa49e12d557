"""How the networks in `resources/looks` were made from the weights in facenet-pytorch's wheel.

`python packaging/face_model/build.py WHEEL`, in an environment with torch and onnx; neither is
needed to use the result. The networks are those of Zhang et al. 2016, "Joint Face Detection and
Alignment Using Multitask Cascaded Convolutional Networks", figure 2. Three things differ from the
weights: pixels are put to [-1, 1] inside the graph, dense layers are reordered so that they read
what the convolutions give in its own order, and the points of eyes, nose and mouth are left out.
"""

from __future__ import annotations

import argparse
import io
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

TARGET = Path(__file__).resolve().parents[2] / "resources" / "looks"
OPSET = 17
IR_VERSION = 8
MIDDLE, SPREAD = 127.5, 128.0
"""What the weights were trained with: (pixel - 127.5) / 128."""
Weights = dict[str, np.ndarray]


@dataclass
class Graph:
    """Nodes one after the other; `last` is what the next one reads."""

    weights: Weights
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)
    last: str = "pixels"

    def constant(self, name: str, value: np.ndarray) -> str:
        """Put an array into the file."""
        self.constants.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def node(self, kind: str, *more: str, name: str = "", **settings: object) -> None:
        """Add a node that reads `last`."""
        name = name or f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, [self.last, *more], [name], **settings))
        self.last = name

    def pixels_in(self) -> None:
        """[N, height, width, 3] bytes to [N, 3, height, width] around 0."""
        self.node("Cast", to=TensorProto.FLOAT)
        self.node("Sub", self.constant("middle", np.float32(MIDDLE)))
        self.node("Div", self.constant("spread", np.float32(SPREAD)))
        self.node("Transpose", perm=[0, 3, 1, 2])

    def convolution(self, number: str) -> None:
        """With its slopes, where it has any."""
        name = f"conv{number}"
        kernel = self.constant(f"{name}.weight", self.weights[f"{name}.weight"])
        bias = self.constant(f"{name}.bias", self.weights[f"{name}.bias"])
        self.node("Conv", kernel, bias)
        self._slopes(number, (-1, 1, 1))

    def pooling(self, side: int) -> None:
        """Halves; what is left over at the rim counts, as in the paper's own networks."""
        self.node("MaxPool", kernel_shape=[side, side], strides=[2, 2], ceil_mode=1)

    def dense(self, number: str, cells: tuple[int, int, int]) -> None:
        """Of [channels, height, width] `cells`; the weights were made for the opposite order."""
        weight = self.weights[f"dense{number}.weight"]
        weight = weight.reshape(len(weight), *cells[::-1]).transpose(0, 3, 2, 1)
        self.node("Flatten")
        self._product(f"dense{number}", weight.reshape(len(weight), -1))
        self._slopes(number, (-1,))

    def answers(self, layer: str, flat: bool) -> None:
        """Share of certainty that it is a face, and how far its sides are from the box."""
        seen = self.last
        for part, output in ((f"{layer}_1", "both"), (f"{layer}_2", "offsets")):
            self.last = seen
            weight, bias = self.weights[f"{part}.weight"], self.weights[f"{part}.bias"]
            if flat:
                self._product(part, weight, output)
            else:
                kernel = self.constant(f"{part}.weight", weight)
                self.node("Conv", kernel, self.constant(f"{part}.bias", bias), name=output)
        self.last = "both"
        self.node("Softmax", axis=1)
        self.node("Gather", self.constant("second", np.int64(1)), name="faces", axis=1)

    def _product(self, name: str, weight: np.ndarray, output: str = "") -> None:
        bias = self.constant(f"{name}.bias", self.weights[f"{name}.bias"])
        self.node("Gemm", self.constant(f"{name}.weight", weight), bias, name=output, transB=1)

    def _slopes(self, number: str, shape: tuple[int, ...]) -> None:
        slopes = self.weights.get(f"prelu{number}.weight")
        if slopes is not None:
            name = self.constant(f"prelu{number}.weight", slopes.reshape(shape))
            self.node("PRelu", name)

    def model(self, side: int | None, note: str) -> onnx.ModelProto:
        """The finished file; `side` in px, None for pictures of any size."""
        shape = ["count", side or "height", side or "width", 3]
        rest = [] if side else ["rows", "columns"]
        graph = helper.make_graph(
            self.nodes, "faces",
            [helper.make_tensor_value_info("pixels", TensorProto.UINT8, shape)],
            [helper.make_tensor_value_info("faces", TensorProto.FLOAT, ["count", *rest]),
             helper.make_tensor_value_info("offsets", TensorProto.FLOAT, ["count", 4, *rest])],
            self.constants,
        )  # fmt: skip
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION,
            producer_name="signet", doc_string=note,
        )  # fmt: skip
        onnx.checker.check_model(model, full_check=True)
        return model


def proposals(weights: Weights) -> onnx.ModelProto:
    """P-Net: looks at every 12 x 12 px of a picture, in steps of 2 px."""
    graph = Graph(weights)
    graph.pixels_in()
    graph.convolution("1")
    graph.pooling(2)
    graph.convolution("2")
    graph.convolution("3")
    graph.answers("conv4", flat=False)
    return graph.model(None, "P-Net of MTCNN")


def refinement(weights: Weights) -> onnx.ModelProto:
    """R-Net: looks at 24 x 24 px."""
    graph = Graph(weights)
    graph.pixels_in()
    for number in "12":
        graph.convolution(number)
        graph.pooling(3)
    graph.convolution("3")
    graph.dense("4", (64, 3, 3))
    graph.answers("dense5", flat=True)
    return graph.model(24, "R-Net of MTCNN")


def output(weights: Weights) -> onnx.ModelProto:
    """O-Net: looks at 48 x 48 px."""
    graph = Graph(weights)
    graph.pixels_in()
    for number, side in (("1", 3), ("2", 3), ("3", 2)):
        graph.convolution(number)
        graph.pooling(side)
    graph.convolution("4")
    graph.dense("5", (128, 3, 3))
    graph.answers("dense6", flat=True)
    return graph.model(48, "O-Net of MTCNN")


def main() -> int:
    """Read the wheel and write the three files and the licence."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path, help="facenet_pytorch-2.6.0-py3-none-any.whl")
    TARGET.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(parser.parse_args().wheel) as wheel:
        for name, make in (("pnet", proposals), ("rnet", refinement), ("onet", output)):
            held = io.BytesIO(wheel.read(f"facenet_pytorch/data/{name}.pt"))
            tensors = torch.load(held, weights_only=True)
            weights = {key: value.numpy() for key, value in tensors.items()}
            (TARGET / f"faces_{name}.onnx").write_bytes(make(weights).SerializeToString())
        licence = next(one for one in wheel.namelist() if one.endswith("LICENSE.md"))
        (TARGET / "LICENSE-facenet-pytorch.txt").write_bytes(wheel.read(licence))
    return 0


if __name__ == "__main__":
    sys.exit(main())
