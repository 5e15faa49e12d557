"""Tables, records, pages, letters and plain texts no one should hand in, for `broken_documents`."""

from __future__ import annotations

import base64
import json
import random

from malformed_parts import PROSE, Made

_NOISE = random.Random(3).randbytes(6000)


def table_files() -> Made:
    """CSV."""
    head = "name,description\n"
    yield "million columns.csv", b"," * 1_000_000 + b"\n", "aside"
    yield "million names.csv", ",".join(f"c{at}" for at in range(1_000_000)).encode(), "aside"
    yield "wide second.csv", (head + "x," * 300_000 + "\n").encode(), "aside"
    yield "one quote.csv", (head + '"' + "We open at seven.\n" * 50_000).encode(), "any"
    yield "quotes.csv", (head + '"' * 300_001).encode(), "any"
    yield "quoted quotes.csv", (head + 'Tin,"' + '""' * 50_000 + PROSE + '"\n').encode(), "text"
    yield "sep.csv", f"sep=;\nname;description\nTin;{PROSE} Sep.\n".encode(), "text"
    yield (
        "two marks.csv",
        b"\xef\xbb\xbf" * 2 + f"{head}Tin,{PROSE.replace(',', '')}\n".encode(),
        "text",
    )
    yield "pipes.csv", f"name|description\nTin|{PROSE} Pipes.\n".encode(), "text"
    yield "old mac.csv", f'name,description\rTin,"{PROSE} Mac."\r'.encode(), "text"
    yield "breaks inside.csv", f'{head}Tin,"{PROSE}\n\n{PROSE} Breaks."\n'.encode(), "text"
    yield (
        "two encodings.csv",
        f'{head}Tür,"{PROSE} Two."\n'.encode("cp1252") + "é,ü\n".encode(),
        "any",
    )
    yield "odd utf-16.csv", f'{head}Tin,"{PROSE} Odd."\n'.encode("utf-16")[:-1], "any"
    yield "no mark utf-16.csv", f'{head}Tin,"{PROSE} Bare."\n'.encode("utf-16-be"), "text"
    yield "utf-7.csv", f"{head}T+APw-r,{PROSE.replace(',', '')} Seven.\n".encode(), "text"
    yield "ebcdic.csv", f'{head}Tin,"{PROSE} Ebcdic."\n'.encode("cp500"), "any"
    yield "noise.csv", _NOISE, "aside"
    yield "nulls only.csv", bytes(3000), "aside"
    yield "same rows.csv", (head + "Tin,We open at seven.\n" * 20_000).encode(), "text"
    yield "long name.csv", f'{"n" * 200_000},description\nTin,"{PROSE} Long."\n'.encode(), "text"
    yield "no rows.csv", (head + "\n" * 100_000).encode(), "aside"
    yield "half empty.csv", (head + "Tin,\n" * 500 + f'Tin,"{PROSE} Half."\n').encode(), "text"
    formulas = ("=1+1", "+SUM(A1)", "-2+3", "@now()", "\t=1", '=HYPERLINK(""http://x"")')
    for at, formula in enumerate(formulas):
        yield f"formula {at}.csv", f'{head}"{formula}","{PROSE} Formula {at}."\n'.encode(), "text"
    yield "jagged.csv", (head + "".join("x," * at + "\n" for at in range(300))).encode(), "any"
    yield "figures.csv", b"2,3,5\n" * 2000, "aside"
    yield "deep quotes.csv", (head + '"a"b"c' * 20_000).encode(), "any"
    yield "escape.csv", f'{head}Tin,"\x1b[2J{PROSE} Escape."\n'.encode(), "text"
    yield "bidi.csv", f'{head}\u202etin,"{PROSE} Bidi."\n'.encode(), "text"


def jsonl_files() -> Made:
    """JSON lines."""
    line = json.dumps({"text": PROSE + " Line."})
    yield "deep field.jsonl", b'{"text": ' + b"[" * 50_000 + b"]" * 50_000 + b"}\n", "any"
    yield "deep rest.jsonl", (line + '\n{"a":' + '{"b":' * 50_000 + "\n").encode(), "any"
    yield "joined.jsonl", (line + line.replace("Line", "Joined")).encode(), "aside"
    yield "commas.jsonl", f'{{"text": "{PROSE} Comma.",}}\n'.encode(), "aside"
    yield "single quotes.jsonl", f"{{'text': '{PROSE}'}}\n".encode(), "aside"
    yield "comment.jsonl", f'// note\n{{"text": "{PROSE} Note."}}\n'.encode(), "text"
    yield "marked.jsonl", b"\xef\xbb\xbf" + f'{{"text": "{PROSE} Mark."}}\n'.encode(), "text"
    yield "wide.jsonl", f'{{"text": "{PROSE} Wide."}}\n'.encode("utf-16"), "text"
    yield "same key.jsonl", f'{{"text": "one", "text": "{PROSE} Same."}}\n'.encode(), "text"
    yield "infinite.jsonl", b'{"text": Infinity}\n{"text": -Infinity}\n', "any"
    yield "long number.jsonl", b'{"text": 1' + b"0" * 200_000 + b"}\n", "aside"
    yield "large power.jsonl", b'{"text": 1e999999}\n', "any"
    yield (
        "lone half.jsonl",
        b'{"text": "We open \\udc00 at seven and the door is heavy."}\n',
        "text",
    )
    yield "zero.jsonl", b'{"text": "We open \\u0000 at eight and the door is heavy."}\n', "text"
    yield "bare control.jsonl", b'{"text": "We open \x01 at seven."}\n', "aside"
    yield "list lines.jsonl", b'["a", "b"]\n["c", "d"]\n', "any"
    yield "scalars.jsonl", b"1\n2\ntrue\nnull\n", "aside"
    yield "strings.jsonl", f'"{PROSE} One."\n"{PROSE} Two."\n'.encode(), "text"
    yield "long key.jsonl", json.dumps({"k" * 1_000_000: PROSE}).encode(), "any"
    yield "many keys.jsonl", json.dumps({f"k{at}": "x" for at in range(20_000)}).encode(), "any"
    yield "each its keys.jsonl", b"".join(b'{"k%d": "x"}\n' % at for at in range(3000)), "any"
    yield "long text.jsonl", json.dumps({"text": "word " * 400_000}).encode(), "text"
    yield (
        "many lines.jsonl",
        b"".join(b'{"text": "We open at %d."}\n' % at for at in range(5000)),
        "text",
    )
    yield "all bad.jsonl", b"{nonsense\n" * 5000, "aside"
    yield "noise.jsonl", _NOISE[:4000] + b"j", "aside"
    turns: dict[str, object] = {
        "parts": [{"role": "user", "content": [{"type": "text", "text": "When?"}]}],
        "no turns": [],
        "own": ["messages"],
        "roles": [{"role": "robot", "content": "a"}, {"role": "cat", "content": "b"}],
        "numbers": [{"role": "user", "content": 1}, {"role": "assistant", "content": 2}],
        "alone": [{"role": "assistant", "content": PROSE}],
        "many": [{"role": "user", "content": "When?"}] * 20_000,
    }
    for name, value in turns.items():
        yield f"chat {name}.jsonl", json.dumps({"messages": value}).encode(), "aside"


def html_files() -> Made:
    """Web pages."""
    yield "angles.html", b"<" * 100_000, "any"
    yield "declarations.html", b"<!" * 100_000, "any"
    yield "sections.html", b"<![" * 60_000, "any"
    yield "ends.html", b"</" * 100_000, "any"
    yield "open names.html", b"<a " * 60_000, "any"
    yield "questions.html", b"<?" * 100_000, "any"
    yield "ampersands.html", b"&" * 300_000, "any"
    yield "numbers.html", b"&#" * 100_000, "any"
    yield "open comments.html", b"<!-- " * 60_000, "any"
    yield "open cdata.html", f"<p>{PROSE} Cdata.</p><![CDATA[".encode(), "text"
    yield "open script.html", f"<p>{PROSE} Script.</p><script>".encode() + b"x()" * 50_000, "text"
    yield "open title.html", f"<title>{PROSE}".encode(), "any"
    yield (
        "open attribute.html",
        f'<p>{PROSE} Attribute.</p><a href="'.encode() + b"x" * 300_000,
        "any",
    )
    yield "many attributes.html", b"<p " + b"a=1 " * 60_000 + f">{PROSE} Many.".encode(), "text"
    yield "one tag.html", b"<p><b>" * 60_000 + f"{PROSE} Tags.".encode(), "text"
    yield "deep tables.html", b"<table><tr><td>" * 20_000 + f"{PROSE} Table.".encode(), "text"
    yield "deep menus.html", b"<nav>" * 30_000 + b"</nav>" * 29_999 + PROSE.encode(), "any"
    yield (
        "crossed.html",
        b"<nav><form>" * 3_000 + b"</nav></form>" * 3_000 + b"open at seven",
        "any",
    )
    for at, code in enumerate(("#0", "#xD800", "#x110000", "#99999999999999", "nosuch", "#xFFFE")):
        yield f"reference {at}.html", f"<p>{PROSE} Reference &{code}; {at}.</p>".encode(), "text"
    laughs = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    yield "laughs.html", f"{laughs}<p>&b; {PROSE} Laughs.</p>".encode(), "text"
    picture = base64.b64encode(_NOISE * 100).decode()
    yield (
        "data.html",
        f'<img src="data:image/png;base64,{picture}"><p>{PROSE} Data.'.encode(),
        "text",
    )
    for encoding in ("utf-7", "utf-16", "nonsense"):
        mark = f'<meta charset="{encoding}"><p>{PROSE} Meta {encoding} ä.</p>'
        yield f"meta {encoding}.html", mark.encode(), "text"
    yield (
        "refresh.html",
        f'<meta http-equiv="refresh" content="0;url=file:///"><p>{PROSE} R.'.encode(),
        "text",
    )
    yield (
        "frames.html",
        b'<iframe src="http://127.0.0.1:9/"></iframe><object data="x"></object>',
        "aside",
    )
    yield "form only.html", b"<form><input value='We open at seven'></form>", "aside"
    yield "php.html", f"<?php system('x'); ?><p>{PROSE} Php.</p>".encode(), "text"
    yield "nulls.html", f"<p>We\0 open {PROSE} Nulls.</p>".encode(), "any"
    yield "feed.html", f'<?xml version="1.0"?><rss><item>{PROSE} Feed.</item></rss>'.encode(), "any"


def mails() -> Made:
    """E-mail files with broken heads and parts."""
    heads = {
        "plain": "Subject: Hours", "endless": "X: " + "x" * 200_000, "none": "",
        "folded": "Subject: a\n" + " b\n" * 20_000, "twice": "Subject: a\nSubject: b",
        "encoded": "Subject: =?utf-8?b?!!!?=", "charset": "Content-Type: text/plain; charset=none",
        "loop": "Content-Type: message/rfc822\n\nContent-Type: message/rfc822",
        "parts": 'Content-Type: multipart/mixed; boundary="a"\n\n' + "--a\n" * 5000,
        "open part": 'Content-Type: multipart/mixed; boundary=""',
        "base": "Content-Transfer-Encoding: base64\n\n####",
        "attached": "Content-Type: application/x-msdownload",
    }  # fmt: skip
    for name, head in heads.items():
        yield f"{name}.eml", f"From: a@example.org\n{head}\n\n{PROSE} {name}.\n".encode(), "any"
    yield "noise.eml", _NOISE[:3000] + b"e", "aside"
    yield "nothing.eml", b"", "aside"


def text_files() -> Made:
    """Plain texts."""
    wide = PROSE + " Käse und 朝のコーヒー."
    for encoding in ("utf-16", "utf-16-be", "utf-32"):
        yield f"odd {encoding}.txt", wide.encode(encoding)[:-1], "any"
    east = "朝のコーヒーはとても美味しいです。今日も一杯いかがですか。" * 4
    far = "早上好，今天的咖啡很香，欢迎来店里坐坐。" * 5
    for encoding, words in (
        ("shift_jis", east), ("euc_jp", east), ("iso2022_jp", east), ("gb18030", far),
        ("big5", "早安，今天的咖啡很香，歡迎來店裡坐坐。" * 5),
        ("koi8_r", "Утром кофе пахнет. " * 9),
        ("euc_kr", "아침 커피는 정말 맛있습니다. " * 8), ("cp1255", "בוקר טוב שכנים יקרים. " * 8),
        ("cp500", PROSE), ("mac_roman", "Schöne Grüße aus der Küche. " * 4),
        ("cp437", "Grüße. " * 9),
    ):  # fmt: skip
        yield f"{encoding}.txt", words.encode(encoding), "any"
        yield f"cut {encoding}.txt", words.encode(encoding)[:-1], "any"
    yield "overlong.txt", b"We open at \xc0\xafseven\xe0\x80\xaf. " + PROSE.encode(), "any"
    yield "halves.txt", b"We open \xed\xa0\xbd\xed\xb8\x80 at seven. " + PROSE.encode(), "any"
    yield "only ff.txt", b"\xff" * 5000, "any"
    yield "nulls only.txt", bytes(4001), "aside"
    yield "some nulls.txt", (PROSE.encode() + b"\0") * 60, "text"
    yield "noise.txt", _NOISE + b"t", "aside"
    yield "base.txt", base64.b64encode(_NOISE), "any"
    yield "long line.txt", b"we open at seven and " * 100_000, "text"
    yield "no end.txt", b"z" * 1_500_000, "any"
    yield "blank lines.txt", b"\n" * 500_000 + PROSE.encode() + b" Blank.", "text"
    yield "tabs.txt", b"\t" * 500_000, "aside"
    yield "stops.txt", b". " * 100_000 + PROSE.encode() + b" Stops.", "any"
    yield "short words.txt", b"a. " * 70_000, "any"
    yield "marks on one.txt", ("e" + "\u0301" * 100_000 + f" {PROSE}").encode(), "any"
    yield "joiners.txt", ("We\u200b open\u200d at\u2060 seven. " * 3000).encode(), "text"
    yield "turned.txt", ("\u202e" * 5000 + PROSE + " Turned.").encode(), "text"
    yield "private.txt", ("\ue000" * 500 + PROSE + " Private.").encode(), "text"
    yield "not characters.txt", ("\ufdd0\uffff" * 500 + PROSE + " Not.").encode(), "text"
    yield "marks inside.txt", (PROSE + "\ufeff Inside. " + PROSE).encode(), "text"
    yield "feeds.txt", ("\f".join([PROSE] * 50) + " Feeds.").encode(), "text"
    yield "backspaces.txt", ("We\b\bI open at seven. " * 3).encode() + PROSE.encode() * 9, "text"
    yield "rules.txt", b"---\n" * 15_000 + b"a" + PROSE.encode(), "any"
    yield "heads.txt", b"# One\n" * 20_000 + PROSE.encode() + b" Heads.", "any"
    yield "bullets.txt", b"1. \n" * 15_000 + PROSE.encode(), "any"
    yield "only pictures.txt", "🍞🥐☕️".encode() * 300, "any"
    yield "key.txt", b"-----BEGIN KEY-----\n" + base64.encodebytes(_NOISE[:900]), "any"
