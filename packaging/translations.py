"""Keep the translations in step with the sources.

`python packaging/translations.py --update` finds every text of the core and of the window, takes
new ones into the files below `resources/languages` (empty, to be translated there), drops those
that are gone, and compiles. `--check` changes nothing and fails when a text is not translated,
left over, or not compiled. Needs the `dev` extra (Babel, and Qt's lupdate and lrelease).
"""

from __future__ import annotations

import argparse
import sys

import core_sentences
import window_texts


def main(arguments: list[str] | None = None) -> int:
    """Entry point; exit code 0, or 1 with one line a fault."""
    parser = argparse.ArgumentParser(prog="translations", description=__doc__)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--update", action="store_true", help="write the files anew")
    which.add_argument("--check", action="store_true", help="only say what is wrong")
    options = parser.parse_args(arguments)
    if options.update:
        for code in core_sentences.TRANSLATED:
            core_sentences.update(code)
        window_texts.update()
    found = [fault for code in core_sentences.TRANSLATED for fault in core_sentences.faults(code)]
    found += window_texts.faults()
    for fault in found:
        print(fault)
    print(f"{len(found)} faults" if found else "All texts are translated.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
