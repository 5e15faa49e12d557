"""The right PyTorch for the computer: gigabytes of CUDA only where there is a card."""

from __future__ import annotations

import json
import platform
import sys
from pathlib import Path
from typing import Any

import pytest

CUDA_LINUX = {
    "version": "2.13.0",
    "requires_dist": [
        "sympy",
        "nvidia-cudnn-cu13==9.1; platform_system == 'Linux' and platform_machine == 'x86_64'",
    ],
}
PLAIN = {"version": "2.13.0", "requires_dist": ["sympy", "filelock"]}


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Any:
    def be(system: str, machine: str = "x86_64", name: str = "linux") -> None:
        monkeypatch.setattr(platform, "system", lambda: system)
        monkeypatch.setattr(platform, "machine", lambda: machine)
        monkeypatch.setattr(sys, "platform", name)

    return be


def test_a_cuda_build_is_recognised_by_what_it_needs(torch_build: Any, on: Any) -> None:
    on("Linux")
    assert torch_build.is_cuda_build(CUDA_LINUX)
    assert not torch_build.is_cuda_build(PLAIN)


def test_needs_of_other_systems_do_not_count(torch_build: Any, on: Any) -> None:
    on("Windows", "AMD64", "win32")
    assert not torch_build.is_cuda_build(CUDA_LINUX)
    on("Linux", "aarch64")
    assert not torch_build.is_cuda_build(CUDA_LINUX)
    needs = {"version": "2", "requires_dist": ['cuda-toolkit==13; sys_platform == "linux"']}
    on("Linux", "aarch64")
    assert torch_build.is_cuda_build(needs)
    on("Windows", "AMD64", "win32")
    assert not torch_build.is_cuda_build(needs)


@pytest.mark.parametrize(("local", "cuda"), [("cpu", False), ("cu130", True), ("rocm7", False)])
def test_a_local_version_decides(torch_build: Any, local: str, cuda: bool) -> None:
    assert torch_build.is_cuda_build({**CUDA_LINUX, "version": f"2.13.0+{local}"}) is cuda


class Recorder:
    """Stands where pip stands and writes down what is asked for; it installs a version note."""

    def __init__(self, environment: Path, offered: dict[str, Any], brings_cuda: bool) -> None:
        self.python = environment / "bin" / "python"
        self.offered = offered
        self.brings_cuda = brings_cuda
        self.asked: list[str] = []

    def would_install(self, requirement: str) -> dict[str, Any]:
        return self.offered

    def install(self, arguments: list[str], what: str, *, total: int = 0) -> None:
        self.asked.append("pip " + " ".join(arguments))
        if any(argument.startswith("torch==") for argument in arguments):
            note(self.python.parent.parent, "2.13.0", bool(self.offered["requires_dist"][1:]))

    def run(self, command: list[Any], what: str, *, total: int = 0) -> None:
        words = [str(part) for part in command]
        self.asked.append(" ".join(words[2:5] + words[-5:]))
        note(self.python.parent.parent, "2.13.0", self.brings_cuda)


def note(environment: Path, version: str, cuda: bool) -> None:
    folder = environment / "lib" / "python3.11" / "site-packages" / "torch"
    folder.mkdir(parents=True, exist_ok=True)
    number = "'13.0'" if cuda else "None"
    text = f"__version__ = '{version}+x'\ndebug = False\ncuda: Optional[str] = {number}\n"
    (folder / "version.py").write_text(text)


@pytest.mark.parametrize(
    ("offered", "build", "expected"),
    [
        (PLAIN, "mac", "pip torch==2.13.0"),
        ({**PLAIN, "version": "2.13.0+cpu"}, "cpu", "pip torch==2.13.0"),
        (CUDA_LINUX, "cuda", "pip torch==2.13.0"),
        (CUDA_LINUX, "cpu", "--torch-backend cpu"),
        ({**PLAIN, "version": "2.13.0+cpu"}, "cuda", "--torch-backend auto"),
    ],
)
def test_pip_where_it_offers_the_right_build_and_uv_elsewhere(
    torch_build: Any, on: Any, tmp_path: Path, offered: Any, build: str, expected: str
) -> None:
    on("Linux")
    pip = Recorder(tmp_path, offered, brings_cuda=build == "cuda")
    torch_build.install(pip, "2.13.0", build)
    assert expected in pip.asked[-1]
    uv_was_needed = "torch-backend" in expected
    assert any(asked.startswith("pip uv==") for asked in pip.asked) == uv_was_needed


def test_what_is_there_is_not_fetched_again(torch_build: Any, tmp_path: Path) -> None:
    note(tmp_path, "2.13.0", cuda=False)
    pip = Recorder(tmp_path, PLAIN, brings_cuda=False)
    torch_build.install(pip, "2.13.0", "cpu")
    assert pip.asked == []


def test_a_new_card_replaces_the_cpu_build(torch_build: Any, on: Any, tmp_path: Path) -> None:
    on("Linux")
    note(tmp_path, "2.13.0", cuda=False)
    pip = Recorder(tmp_path, CUDA_LINUX, brings_cuda=True)
    torch_build.install(pip, "2.13.0", "cuda")
    assert pip.asked == ["pip --force-reinstall torch==2.13.0"]


def test_a_wrong_build_is_not_taken_for_the_right_one(
    torch_build: Any, pip_runner: Any, on: Any, tmp_path: Path
) -> None:
    on("Linux")
    pip = Recorder(tmp_path, CUDA_LINUX, brings_cuda=True)
    with pytest.raises(pip_runner.SetupError, match="right build"):
        torch_build.install(pip, "2.13.0", "cpu")


def test_the_installed_build_is_read_from_a_real_torch(torch_build: Any) -> None:
    import torch

    found = torch_build.installed(Path(sys.prefix))
    assert found == (torch.__version__.partition("+")[0], torch.version.cuda is not None)


def test_pip_tells_what_it_would_take(pip_runner: Any, python: str, tmp_path: Path) -> None:
    """With a real pip and a real (tiny) wheel, from a folder."""
    wheel = tmp_path / "signet_probe-1.0-py3-none-any.whl"
    write_wheel(wheel)
    pip = pip_runner.Pip(Path(python), tmp_path / "log.txt")
    metadata = pip.would_install(f"signet-probe @ {wheel.as_uri()}")
    assert metadata["name"] == "signet-probe"
    assert json.dumps(metadata["requires_dist"]) == '["sympy"]'


def write_wheel(path: Path) -> None:
    import zipfile

    info = "signet_probe-1.0.dist-info"
    metadata = "Metadata-Version: 2.1\nName: signet-probe\nVersion: 1.0\nRequires-Dist: sympy\n"
    tag = "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{info}/METADATA", metadata)
        archive.writestr(f"{info}/WHEEL", tag)
        archive.writestr(f"{info}/RECORD", "")
