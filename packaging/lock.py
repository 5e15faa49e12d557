"""Write the lock files from what is installed in `.venv` (for developers, after a new library).

`.venv/bin/python packaging/lock.py`: every library that pyproject.toml names, and all that those
need, pinned to the installed version, split into what the core, the engine, the window and the
tests need.
"""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "packaging" / "locks"
# Qt's binding loses references on Python 3.11 from 6.12 on, so it has two versions.
BY_PYTHON = {
    "pyside6-essentials": ("6.11.3", "6.12.0"),
    "shiboken6": ("6.11.3", "6.12.0"),
}


def closure(requirements: list[str]) -> set[str]:
    """Canonical names of all that `requirements` need on this computer, themselves included."""
    found: set[str] = set()
    todo = [(Requirement(text), "") for text in requirements]
    while todo:
        requirement, extra = todo.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        needed = [Requirement(text) for text in metadata.requires(name) or []]
        if name not in found:
            todo += [(each, "") for each in needed]
        for wanted in requirement.extras:
            todo += [(each, wanted) for each in needed if each.marker]
        found.add(name)
    return found


def lines(names: set[str]) -> list[str]:
    """One pinned line a library; versions without the build's local part."""
    result = []
    for name in sorted(names):
        if name in BY_PYTHON:
            old, new = BY_PYTHON[name]
            result += [
                f'{name}=={old}; python_version < "3.12"',
                f'{name}=={new}; python_version >= "3.12"',
            ]
        else:
            result.append(f"{name}=={metadata.version(name).partition('+')[0]}")
    return result


def main() -> None:
    """Write the files; what only graphics cards use is left as it is where it is not installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    core = closure(project["dependencies"])
    engine = closure(extras["engine"]) - core
    window = closure(extras["window"]) - core - engine
    test = closure(extras["dev"]) - core - engine - window
    sets = {"core": core, "engine": engine, "window": window, "test": test}
    try:
        sets["card"] = closure(extras["card"]) - core - engine - window - test
    except metadata.PackageNotFoundError:
        print("card: not installed here")
    for name, names in sets.items():
        target = LOCKS / f"requirements-{name}.txt"
        head = f"# What the {name} needs; written by packaging/lock.py, not by hand.\n"
        target.write_text(head + "\n".join(lines(names)) + "\n", "utf-8")
        print(f"{target.name}: {len(names)} libraries")


if __name__ == "__main__":
    main()
