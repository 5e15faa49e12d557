"""As much of Go's text/template as our Modelfiles use, to see what Ollama would make of them.

Written after https://pkg.go.dev/text/template: actions `:=`, `=`, `range`, `if`, `else if`, `else`,
`end`, fields, variables, and the functions `and`, `eq`, `len` and `slice`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

_ACTION = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}", re.S)
_TOKEN = re.compile(r'\(|\)|"[^"]*"|[^\s()]+')
Message = dict[str, str]
Node = tuple[Any, ...]


def render(template: str, messages: Sequence[Message]) -> str:
    """What Ollama makes of a conversation: `.System` joins all standing instructions."""
    system = "\n\n".join(one["content"] for one in messages if one["role"] == "system")
    spoken = [{"Role": one["role"], "Content": one["content"]} for one in messages]
    root = {"System": system, "Messages": spoken}
    nodes, rest = _parse(_pieces(template))
    assert not rest, "an end without a beginning"
    out: list[str] = []
    _run(nodes, root, {"$": root}, out)
    return "".join(out)


def _pieces(template: str) -> list[tuple[str, str]]:
    parts, place = [], 0
    for found in _ACTION.finditer(template):
        parts.append(("text", template[place : found.start()]))
        parts.append(("action", found[1]))
        place = found.end()
    return [*parts, ("text", template[place:])]


def _parse(pieces: list[tuple[str, str]]) -> tuple[list[Node], list[tuple[str, str]]]:
    """Nodes up to an `end` or `else`, and what is left from there on."""
    nodes: list[Node] = []
    while pieces:
        kind, text = pieces[0]
        if kind == "action" and (text == "end" or text.startswith("else")):
            return nodes, pieces
        pieces = pieces[1:]
        if kind == "text":
            nodes.append(("text", text))
        elif text.startswith("range "):
            inside, pieces = _parse(pieces)
            nodes.append(("range", text.removeprefix("range "), inside))
            pieces = pieces[1:]
        elif text.startswith("if "):
            node, pieces = _branch(text.removeprefix("if "), pieces)
            nodes.append(node)
        else:
            nodes.append(("do", text))
    return nodes, []


def _branch(condition: str, pieces: list[tuple[str, str]]) -> tuple[Node, list[tuple[str, str]]]:
    yes, pieces = _parse(pieces)
    word = pieces[0][1]
    if word.startswith("else if "):
        other, pieces = _branch(word.removeprefix("else if "), pieces[1:])
        return ("if", condition, yes, [other]), pieces
    no: list[Node] = []
    if word == "else":
        no, pieces = _parse(pieces[1:])
    assert pieces[0][1] == "end"
    return ("if", condition, yes, no), pieces[1:]


def _run(nodes: Sequence[Node], dot: Any, names: dict[str, Any], out: list[str]) -> None:
    for node in nodes:
        match node:
            case ("text", text):
                out.append(text)
            case ("if", condition, yes, no):
                _run(yes if _value(condition, dot, names) else no, dot, names, out)
            case ("range", head, inside):
                variables, _, source = head.partition(":=")
                index, element = (one.strip() for one in variables.split(","))
                for number, one in enumerate(_value(source, dot, names)):
                    names[index], names[element] = number, one
                    _run(inside, one, names, out)
            case ("do", text):
                assigned = re.fullmatch(r"(\$\w+)\s*:?=\s*(.+)", text)
                if assigned:
                    names[assigned[1]] = _value(assigned[2], dot, names)
                else:
                    out.append(str(_value(text, dot, names)))


def _value(text: str, dot: Any, names: dict[str, Any]) -> Any:
    tokens = _TOKEN.findall(text)
    value, rest = _command(tokens, dot, names)
    assert not rest, rest
    return value


def _command(tokens: list[str], dot: Any, names: dict[str, Any]) -> tuple[Any, list[str]]:
    values = []
    first = tokens[0]
    tokens = tokens[1:] if first in _FUNCTIONS else tokens
    while tokens and tokens[0] != ")":
        if tokens[0] == "(":
            value, tokens = _command(tokens[1:], dot, names)
            tokens = tokens[1:]
        else:
            value, tokens = _operand(tokens[0], dot, names), tokens[1:]
        values.append(value)
    return (_FUNCTIONS[first](*values) if first in _FUNCTIONS else values[0]), tokens


def _operand(token: str, dot: Any, names: dict[str, Any]) -> Any:
    if token.startswith('"'):
        return token[1:-1]
    if token.isdigit():
        return int(token)
    if token in ("true", "false"):
        return token == "true"
    name, *fields = token.split(".")
    value = names[name] if name else dot
    for field in fields:
        value = value[field]
    return value


def _all(*values: Any) -> Any:
    return next((one for one in values if not one), values[-1])


_FUNCTIONS = {
    "and": _all,
    "eq": lambda one, other: one == other,
    "len": len,
    "slice": lambda items, start: items[start:],
}
