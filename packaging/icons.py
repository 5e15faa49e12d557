"""Take icons from an unpacked `lucide-static` package (ISC) into resources/icons.

`python packaging/icons.py FOLDER NAME...`: FOLDER is the package's folder of SVG files. Each icon
gets the product's stroke width and loses what only a web page needs.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "resources" / "icons"
STROKE = "1.5"


def normalised(svg: str) -> str:
    """The same drawing with our stroke, on one line a shape."""
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\s+class="[^"]*"', "", svg)
    svg = re.sub(r'stroke-width="[^"]*"', f'stroke-width="{STROKE}"', svg)
    head, rest = svg.split(">", 1)
    return re.sub(r"\s+", " ", head).strip() + ">" + rest.strip() + "\n"


def main() -> int:
    """Copy the named icons; returns the exit code."""
    if len(sys.argv) < 3:
        print(__doc__)
        return 2
    source = Path(sys.argv[1])
    TARGET.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[2:]:
        svg = (source / f"{name}.svg").read_text("utf-8")
        (TARGET / f"{name}.svg").write_text(normalised(svg), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
