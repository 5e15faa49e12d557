"""HTML is read as browsers read it, and in one pass however broken it is."""

from __future__ import annotations

import time

import pytest

from core.datasets.extraction import html_text
from core.datasets.markup import tokens


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>We <b>open</b> at&nbsp;seven.</p><p>Come in.</p>", "We open at seven.\n\nCome in."),
        ("a<br>b<BR/>c", "a\nb\nc"),
        ("<a title=\"a > b\" href='c>d'>here</a>", "here"),
        ("<a title=it's>here</a> now", "here now"),
        ("2 < 3 and <3 you", "2 < 3 and <3 you"),
        ("<!-- <p>no</p> -->yes<!-->and<!doctype html>so<?php no ?>", "yesandso"),
        ("<script>if (a</b>c) '<p>no</p>'</script >yes", "yes"),
        ("<p>kept</p><script>never closed", "kept"),
        ("<p>kept</p><a href='never closed", "kept"),
        ("<nav>menu<ul><li>one</ul></nav>words<footer>legal</footer>", "words"),
        ("<h2>Day</h2>light", "## Day\n\nlight"),
        ("&auml;&#228;&#xe4; &nosuch; &amp;lt;", "äää &nosuch; &lt;"),
    ],
)
def test_what_is_read_of_a_page(markup: str, text: str) -> None:
    assert html_text(markup) == text


@pytest.mark.parametrize("piece", ["<", "<!", "<!--", "</", "<?", "<a ", "<a href='", '="', "&#"])
def test_broken_pages_are_read_in_one_pass(piece: str) -> None:
    began = time.process_time()
    for _ in tokens(piece * 100_000):
        pass
    assert time.process_time() - began < 3
