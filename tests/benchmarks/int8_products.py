"""Milliseconds of one frozen linear layer in bf16, widened from 8 bits, and multiplied in 8 bits.

Each way runs as a captured CUDA graph, as it does in a training step, forwards (x W^T + b) and
backwards (dY W). By default in the shapes of FLUX.1: tokens of a picture of 1024 and of 512 pixels
with the prompt's 512, and the prompt alone. Run on a computer with a CUDA card:

    python -m tests.benchmarks.int8_products
    python -m tests.benchmarks.int8_products 1536:2560:10240 --ways bf16 kernels torch

Ways: "bf16", a plain layer; "widened", weights alone in 8 bits; "torch", products of integers by
`torch._int_mm`, "torch_compiled" the same through torch.compile; "kernels" by `int8_kernels`, also
"kernels_compiled"; "direct", kernels that do not turn the matrix backwards. Products alone, without
rounding and scales: "integers", `torch._int_mm`; "kernel"; "fp8", `torch._scaled_mm` of e4m3 with a
scale a row (compute capability 9.0).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from core.families.held import int8_products

SHAPES = [
    (rows, inputs, outputs)
    for rows in (4608, 1536, 512)
    for inputs, outputs in ((3072, 3072), (3072, 12_288), (12_288, 3072), (15_360, 3072))
]
"""(tokens, inputs, outputs)"""
PRODUCTS = ("bf16", "widened", "torch", "torch_compiled", "kernels", "kernels_compiled", "direct")
ALONE = ("integers", "kernel", "fp8")
CALLS = 20
Pair = tuple[Callable[[], torch.Tensor], Callable[[], torch.Tensor]]


class Layer:
    """One layer with all that its products need."""

    def __init__(self, rows: int, inputs: int, outputs: int, device: torch.device) -> None:
        made: Any = {"device": device, "dtype": torch.bfloat16}
        self.x = torch.randn(rows, inputs, **made)
        self.gradient = torch.randn(rows, outputs, **made)
        self.weight = torch.randn(outputs, inputs, **made) * inputs**-0.5
        self.bias = torch.randn(outputs, **made)
        self.codes, scale = int8_products.quantise_rows(self.weight)
        self.scale = scale.to(self.x.dtype)

    def products(self, way: str) -> Pair:
        """(forwards, backwards)."""
        linear = torch.nn.functional.linear
        if way == "bf16":
            return (
                lambda: linear(self.x, self.weight, self.bias),
                lambda: self.gradient @ self.weight,
            )
        if way == "widened":
            return (
                lambda: linear(self.x, self.codes * self.scale, self.bias),
                lambda: self.gradient @ (self.codes * self.scale),
            )
        forwards, backwards = self._forwards, self._backwards
        if way.endswith("_compiled"):
            return torch.compile(forwards, dynamic=False), torch.compile(backwards, dynamic=False)
        return forwards, self._direct if way == "direct" else backwards

    def alone(self, way: str) -> Pair:
        """The products without what surrounds them."""
        across = self.codes.t().contiguous()
        left, scale = int8_products.quantise_rows(self.x)
        back, back_scale = int8_products.quantise_rows(self.gradient)
        if way == "integers":
            return (
                lambda: torch._int_mm(left, self.codes.t()),
                lambda: torch._int_mm(back, across.t()),
            )
        if way == "kernel":
            multiply, dtype = int8_products._kernels.product, self.x.dtype
            return (
                lambda: multiply(left, self.codes, scale, self.scale, self.bias, None, None, dtype),
                lambda: multiply(back, across, back_scale, None, None, None, None, dtype),
            )
        return _fp8(self.x, self.weight), _fp8(self.gradient, self.weight.t().contiguous())

    def _forwards(self) -> torch.Tensor:
        return int8_products.multiply(self.x, self.codes, self.scale, self.bias)

    def _backwards(self) -> torch.Tensor:
        return int8_products.multiply_back(self.gradient, self.codes, self.scale)

    def _direct(self) -> torch.Tensor:
        kernels = int8_products._kernels
        rounded, scale = kernels.round_rows(self.gradient, self.scale.flatten())
        made: torch.Tensor = kernels.product(
            rounded, self.codes.t(), scale, None, None, None, None, self.gradient.dtype
        )
        return made


def _fp8(left: torch.Tensor, right: torch.Tensor) -> Callable[[], torch.Tensor]:
    """left [N, K] right^T [K, M] of 8-bit floating-point numbers."""
    largest = torch.finfo(torch.float8_e4m3fn).max
    scales = [one.float().abs().amax(1, keepdim=True) / largest for one in (left, right)]
    narrow = [
        (one / scale).to(torch.float8_e4m3fn)
        for one, scale in zip((left, right), scales, strict=True)
    ]
    return lambda: torch._scaled_mm(
        narrow[0], narrow[1].t(), scales[0], scales[1].t(),
        out_dtype=left.dtype, use_fast_accum=True,
    )  # fmt: skip


def milliseconds(work: Callable[[], Any]) -> float:
    """Of one call inside a captured graph."""
    if not torch.cuda.is_available():  # a rehearsal
        began = time.perf_counter()
        work()
        return (time.perf_counter() - began) * 1000
    stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
    with torch.cuda.stream(stream):
        for _ in range(3):
            work()
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph, stream=stream):
        for _ in range(CALLS):
            work()
    graph.replay()
    began_at, ended_at = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    began_at.record()
    graph.replay()
    ended_at.record()
    torch.cuda.synchronize()
    return began_at.elapsed_time(ended_at) / CALLS


def measure(shape: tuple[int, int, int], device: torch.device, chosen: list[str]) -> dict[str, Any]:
    """One row: [forwards, backwards] in ms a way, and what was said where a way does not work."""
    rows, inputs, outputs = shape
    torch.manual_seed(1)
    layer = Layer(rows, inputs, outputs, device)
    row: dict[str, Any] = {"tokens": rows, "inputs": inputs, "outputs": outputs}
    found = int8_products._kernels
    wanted = [one.float() for one in (work() for work in layer.products("bf16"))]
    for way in chosen:
        try:
            int8_products._kernels = None if way.startswith("torch") else found
            torch.compiler.reset()
            pair = layer.alone(way) if way in ALONE else layer.products(way)
            row[way] = [round(milliseconds(work), 4) for work in pair]
            if way in PRODUCTS:
                row[f"{way}_error"] = [
                    round(float((work() - one).norm() / one.norm()), 4)
                    for work, one in zip(pair, wanted, strict=True)
                ]
        except Exception as error:  # noqa: BLE001 - the other ways are still worth knowing
            row[way] = str(error).splitlines()[0][:160]
        finally:
            int8_products._kernels = found
    return row


def main() -> None:
    """Measure the shapes named on the command line and print one JSON object a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shapes", nargs="*", help="tokens:inputs:outputs")
    parser.add_argument(
        "--ways", nargs="+", choices=[*PRODUCTS, *ALONE], default=[*PRODUCTS, *ALONE]
    )
    options = parser.parse_args()
    device = torch.device("cuda", 0) if torch.cuda.is_available() else torch.device("cpu")
    about = {"gains": int8_products.prepare(device), "torch": torch.__version__}
    about["kernels"] = int8_products._kernels is not None
    if device.type == "cuda":
        about["device"] = torch.cuda.get_device_name()
    print(json.dumps(about), flush=True)
    asked = [tuple(int(side) for side in words.split(":")) for words in options.shapes]
    for shape in asked or SHAPES:
        rows, inputs, outputs = shape
        print(json.dumps(measure((rows, inputs, outputs), device, options.ways)), flush=True)


if __name__ == "__main__":
    main()
