"""Tables and lists of records (CSV, TSV, XLSX, JSON) to texts: one row, one text."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from typing import Any

from core.datasets.pieces import Found, Note, Piece
from core.errors import KnownError
from core.language import say, say_many

MAX_COLUMNS = 1000
MAX_ROWS = 100_000
_BODY_NAMES = (
    "description", "product_description", "body", "body_html", "text", "copy", "content",
    "completion", "beschreibung", "produktbeschreibung", "artikelbeschreibung", "produkttext",
    "langtext", "inhalt", "post", "caption", "message", "descripción", "descripcion", "texto",
    "texte", "descrizione", "testo", "omschrijving", "tekst", "long_description",
)  # fmt: skip
_TITLE_NAMES = (
    "title", "name", "product", "product_name", "headline", "heading", "subject", "titel",
    "produkt", "produktname", "bezeichnung", "artikel", "betreff", "überschrift", "nom", "titre",
    "nombre", "título", "nome", "titolo", "naam",
)  # fmt: skip
_PAIRS = (
    ("question", "answer"), ("frage", "antwort"), ("q", "a"), ("query", "response"),
    ("customer", "agent"), ("request", "reply"), ("anfrage", "antwort"), ("user", "assistant"),
)  # fmt: skip
_PROMPTS = (
    ("prompt", "completion"), ("instruction", "output"), ("instruction", "response"),
    ("input", "output"), ("prompt", "response"),
)  # fmt: skip
_DELIMITERS = ",;\t|"
_TOLD_DELIMITER = re.compile(r"[\"']?sep=([,;\t|])[\"']?[ \t]*\r?\n", re.IGNORECASE)
"""First line by which spreadsheet programs are told the delimiter."""
_PROSE = 30
"""Mean length at which a nameless column counts as prose, characters."""


def read_csv(text: str, *, tab: bool = False) -> Found:
    """Texts of a table in CSV or TSV, its delimiter found by trying."""
    return read_rows(csv_rows(text, tab=tab))


def csv_rows(text: str, *, tab: bool = False) -> list[list[str]]:
    """Rows of a table in CSV or TSV that are not empty, a few more than are read at most.

    Raises:
        KnownError: quotes are not in order.
    """
    csv.field_size_limit(max(len(text), 131_072))
    told = _TOLD_DELIMITER.match(text)
    text = text[told.end() :] if told else text
    delimiter = told.group(1) if told else "\t" if tab else _delimiter(text)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) > MAX_ROWS:
                break
    except csv.Error as error:
        raise KnownError(
            say("This table cannot be read: its rows are not in order."),
            say("Save it again as CSV (UTF-8) from your spreadsheet program."),
            detail=str(error),
        ) from error
    return rows


def read_rows(rows: Sequence[Sequence[str]]) -> Found:
    """Texts of a table whose first row may hold the names of its columns.

    Raises:
        KnownError: no text in it, or far too many columns.
    """
    if not rows:
        raise KnownError(say("This table is empty."), say("Export it again with its rows."))
    width = max(len(row) for row in rows)
    if width > MAX_COLUMNS:
        raise KnownError(
            say("This table has {width} columns.", width=width),
            say("Keep the columns that matter, at most {max_columns}.", max_columns=MAX_COLUMNS),
        )
    names = header(rows[0])
    records = rows[1:] if names else rows
    if not names:
        names = [say("column {number}", number=at + 1) for at in range(width)]
    dicts = [dict(zip(names, row, strict=False)) for row in records[:MAX_ROWS]]
    found = read_records(dicts)
    if len(records) > MAX_ROWS:
        note = Note(
            say("Only the first {max_rows} rows were read.", max_rows=MAX_ROWS),
            say("Split the table."),
        )
        return Found(found.pieces, (*found.notes, note))
    return found


def read_json(text: str) -> Found:
    """Texts of a JSON list, a JSON object that holds one, or JSON lines."""
    records, broken = _json_records(text)
    if not records:
        raise KnownError(
            say("This JSON file holds no list of texts."),
            say('It should hold objects such as {"text": …} or {"question": …, "answer": …}.'),
        )
    found = read_records(records)
    if broken:
        return Found(found.pieces, (*found.notes, _unreadable(broken)))
    return found


def read_records(records: Sequence[dict[str, str]]) -> Found:
    """Texts of records that share their keys; the meaning of a key is told by its name."""
    keys = list(dict.fromkeys(key for record in records for key in record))
    asked = _pair(keys, _PAIRS)
    prompted = _pair(keys, _PROMPTS)
    body = asked[1] if asked else prompted[1] if prompted else _body_column(keys, records)
    if not body:
        raise KnownError(
            say("This table has no column of texts."),
            say("Name the column with the texts “description” or “text”."),
        )
    title = _named(keys, _TITLE_NAMES)
    single = len(keys) == 1
    pieces: list[Piece] = []
    empty: list[int] = []
    for number, record in enumerate(records, start=1):
        text = record.get(body, "").strip()
        if not text:
            empty.append(number)
            continue
        fields = {
            key: value.strip() for key, value in record.items() if key != body and value.strip()
        }
        pieces.append(_piece(text, fields, title, asked, prompted, single, number))
    if not pieces:
        raise KnownError(
            say("The column “{body}” of this table is empty.", body=body),
            say("Export it again with its texts."),
        )
    return Found(tuple(pieces), (_lacking(empty, body),) if empty else ())


def _piece(
    text: str,
    fields: dict[str, str],
    title: str,
    asked: tuple[str, str] | None,
    prompted: tuple[str, str] | None,
    single: bool,
    number: int,
) -> Piece:
    label = fields.get(title, "") or say("row {number}", number=number)
    if asked:
        return Piece(text, "support", label, _renamed(fields, asked[0], "question"))
    if prompted:
        return Piece(text, "text", label, _renamed(fields, prompted[0], "prompt"))
    if title in fields:
        fields = {"title": fields[title], **fields}
    others = set(fields) - {"title", title}
    return Piece(text, "text" if single or not others else "product", label, fields)


def _renamed(fields: dict[str, str], old: str, new: str) -> dict[str, str]:
    return {new if key == old else key: value for key, value in fields.items()}


def _delimiter(text: str) -> str:
    """The delimiter that gives the most even rows of more than one cell."""
    lines = text[:50_000].split("\n")[:200]

    def evenness(delimiter: str) -> float:
        try:
            widths = [len(row) for row in csv.reader(lines[:60], delimiter=delimiter) if row]
        except csv.Error:
            return 0.0
        if not widths or widths[0] < 2:
            return 0.0
        return sum(width == widths[0] for width in widths) / len(widths) + min(widths[0], 9) / 90

    return max(_DELIMITERS, key=evenness)


def header(row: Sequence[str]) -> list[str]:
    """Names of the columns when the first row holds names, else nothing."""
    cells = [cell.strip() for cell in row]
    known = {*_BODY_NAMES, *_TITLE_NAMES, *(name for pair in (*_PAIRS, *_PROMPTS) for name in pair)}
    short = all(len(cell) <= 40 and not re.search(r"[.!?]$", cell) for cell in cells)
    if not any(_plain(cell) in known for cell in cells) and not (short and len(cells) > 1):
        return []
    names: list[str] = []
    for at, cell in enumerate(cells):
        name = cell or f"column {at + 1}"
        names.append(name if name not in names else f"{name} ({at + 1})")
    return names


def _plain(name: str) -> str:
    return re.sub(r"[\s-]+", "_", name.strip().casefold())


def _named(keys: Sequence[str], wanted: Sequence[str]) -> str:
    by_name = {_plain(key): key for key in reversed(keys)}
    return next((by_name[name] for name in wanted if name in by_name), "")


def _pair(keys: Sequence[str], pairs: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    by_name = {_plain(key): key for key in reversed(keys)}
    for first, second in pairs:
        if first in by_name and second in by_name:
            return by_name[first], by_name[second]
    return None


def _body_column(keys: Sequence[str], records: Sequence[dict[str, str]]) -> str:
    named = _named(keys, _BODY_NAMES)
    if named:
        return named
    sample = records[:200]

    def prose(key: str) -> float:
        values = [record.get(key, "") for record in sample]
        wordy = [value for value in values if " " in value.strip()]
        return sum(map(len, wordy)) / max(1, len(values))

    best = max(keys, key=prose, default="")
    if len(keys) == 1 and best and prose(best) > 0:
        return best
    return best if best and prose(best) >= _PROSE else ""


def _json_records(text: str) -> tuple[list[dict[str, str]], list[int]]:
    try:
        whole = json.loads(text)
    except ValueError:
        return _json_lines(text)
    if isinstance(whole, dict):
        lists = [value for value in whole.values() if isinstance(value, list) and value]
        whole = lists[0] if len(lists) == 1 and "messages" not in whole else [whole]
    if not isinstance(whole, list):
        return [], []
    return [record for value in whole if (record := _record(value))], []


def _json_lines(text: str) -> tuple[list[dict[str, str]], list[int]]:
    records: list[dict[str, str]] = []
    broken: list[int] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = _record(json.loads(line))
        except ValueError:
            record = {}
        if record:
            records.append(record)
        else:
            broken.append(number)
    return records, broken


def _record(value: Any) -> dict[str, str]:
    """One JSON value as text by text; a chat becomes its last question and answer."""
    if isinstance(value, str):
        return {"text": value}
    if not isinstance(value, dict):
        return {}
    turns = value.get("messages", value.get("conversations"))
    if isinstance(turns, list):
        return _last_turn(turns)
    return {
        str(key): item if isinstance(item, str) else json.dumps(item, ensure_ascii=False)
        for key, item in value.items()
        if item is not None
    }


def _last_turn(turns: list[Any]) -> dict[str, str]:
    said = [
        (str(turn.get("role", turn.get("from", ""))), turn.get("content", turn.get("value", "")))
        for turn in turns
        if isinstance(turn, dict)
    ]
    for (role, question), (other, answer) in zip(said[-2::-1], said[:0:-1], strict=True):
        known = role in {"user", "human"} and other in {"assistant", "gpt"}
        if known and isinstance(question, str) and isinstance(answer, str):
            return {"question": question, "answer": answer}
    return {}


def _unreadable(rows: list[int]) -> Note:
    told = say_many(
        "{count} row left out, unreadable: {shown}.",
        "{count} rows left out, unreadable: {shown}.",
        len(rows),
        shown=_shown(rows),
    )
    return Note(told, _fill_in())


def _lacking(rows: list[int], column: str) -> Note:
    told = say_many(
        "{count} row left out, without “{column}”: {shown}.",
        "{count} rows left out, without “{column}”: {shown}.",
        len(rows),
        column=column,
        shown=_shown(rows),
    )
    return Note(told, _fill_in())


def _shown(rows: list[int]) -> str:
    return ", ".join(str(row) for row in rows[:5]) + (" …" if len(rows) > 5 else "")


def _fill_in() -> str:
    return say("Fill in what is missing and import the file again if you need it.")
