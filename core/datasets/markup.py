"""HTML as a row of tags and words, in one pass over it however broken it is.

The standard library's parser looks again and again for ends that never come, which takes minutes
for pages of some hundred kilobytes. Here what is never closed ends with the page, as browsers have
it (HTML Living Standard, section 13.2.5).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

Token = tuple[str, bool, str]
"""Name of a tag in lower case, or "" for words; whether it is an end tag; the words."""

_TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*)")
_ATTRIBUTES = re.compile(
    r"(?:[^>=\"']+|=\s*\"[^\"]*\"|=\s*'[^']*'|=|[\"'])*+>"
)  # a quotation mark only opens a value behind "="
_RAW = frozenset({"script", "style", "textarea", "title", "iframe", "noembed", "noframes"})
"""Elements whose contents are not markup and not part of the page's text."""


def tokens(markup: str) -> Iterator[Token]:
    """Tags and words in their order; comments and declarations are left out."""
    at = 0
    while at < len(markup):
        opening = markup.find("<", at)
        if opening < 0:
            opening = len(markup)
        if opening > at:
            yield "", False, html.unescape(markup[at:opening])
        at = opening
        tag = _TAG.match(markup, at)
        if tag is not None:
            rest = _ATTRIBUTES.match(markup, tag.end())
            if rest is None:
                return
            name = tag.group(2).lower()
            yield name, bool(tag.group(1)), ""
            at = rest.end()
            if name in _RAW and not tag.group(1):
                closing = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(markup, at)
                at = len(markup) if closing is None else closing.start()
        elif markup.startswith(("<!", "<?", "</"), at):
            mark = "-->" if markup.startswith("<!--", at) else ">"
            end = markup.find(mark, at + 2)
            at = len(markup) if end < 0 else end + len(mark)
        elif at < len(markup):
            yield "", False, "<"
            at += 1
