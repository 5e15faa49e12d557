"""The fixed parts of a model's conversation, found by rendering it with marks.

A chat template is a program (Jinja); Ollama wants another one (Go). Between the two stands what
nearly all templates come down to: fixed texts before, between and after what people say. They are
read off a few rendered conversations and accepted only if they give back every one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Turn = dict[str, str]
"""{"role": "system", "user" or "assistant", "content": ...}."""
Render = Callable[[Sequence[Turn]], str]
"""The text of a conversation up to where the next answer begins; raises what it likes for one that
the model does not know."""
_SYSTEM, _ASKED, _SAID, _AGAIN = "MarkSystem", "MarkAsked", "MarkSaid", "MarkAgain"


class NotFixedError(ValueError):
    """A template that does more than put fixed texts around what people say."""


@dataclass(frozen=True)
class Turns:
    """A conversation is `start`, user, `answer`, assistant, `again`, user, ..., user, `end`.

    Attributes:
        start: before the first user where there is no standing instruction.
        before_system, after_system: around a standing instruction, in place of `start`; None where
            the model knows none.
        system_last: whether it stands before the last user instead of the first: then
            `before_system` takes the place of `again` (behind the first turn, `late_system`).
        late_system: as `before_system`, for a later turn; only with `system_last`.
        answer: between a user and the answer of an earlier turn.
        again: between such an answer and the next user.
        end: behind the last user, up to where the answer begins.
    """

    start: str
    answer: str
    again: str
    end: str
    before_system: str | None = None
    after_system: str = ""
    system_last: bool = False
    late_system: str = ""

    def text(self, turns: Sequence[Turn]) -> str:
        """What a conversation that ends with a user looks like."""
        system = next((one["content"] for one in turns if one["role"] == "system"), "")
        spoken = [one for one in turns if one["role"] != "system"]
        if self.before_system is None:
            system = ""
        parts: list[str] = []
        for place, one in enumerate(spoken):
            if one["role"] == "assistant":
                parts += [self.answer, one["content"]]
                continue
            last = place == len(spoken) - 1
            here = bool(system) and (last if self.system_last else place == 0)
            parts += [self._before(place, system if here else ""), one["content"]]
        return "".join([*parts, self.end])

    def go(self) -> str:
        """The same as a template of Go's text/template with Ollama's names (`.System`,
        `.Messages`); an answer at the end is left open, to be gone on with."""
        plain = (
            f"{{{{ if $first }}}}{_literal(self.start)}{{{{ else }}}}{_literal(self.again)}"
            "{{ end }}"
        )
        before = plain
        if self.before_system is not None:
            where = "$last" if self.system_last else "$first"
            early = _literal(self.before_system)
            if self.system_last:
                late = _literal(self.late_system)
                early = f"{{{{ if $first }}}}{early}{{{{ else }}}}{late}{{{{ end }}}}"
            spoken = f"{early}{{{{ $.System }}}}{_literal(self.after_system)}"
            before = f"{{{{ if and {where} $.System }}}}{spoken}{{{{ else }}}}{plain}{{{{ end }}}}"
        return (
            "{{ $first := true }}{{ range $i, $_ := .Messages }}"
            "{{ $last := eq (len (slice $.Messages $i)) 1 }}"
            '{{ if eq .Role "user" }}'
            f"{before}{{{{ $first = false }}}}{{{{ .Content }}}}"
            f"{{{{ if $last }}}}{_literal(self.end)}{{{{ end }}}}"
            '{{ else if eq .Role "assistant" }}'
            f"{_literal(self.answer)}{{{{ .Content }}}}"
            "{{ end }}{{ end }}"
        )

    def _before(self, place: int, system: str) -> str:
        if not system:
            return self.again if place else self.start
        opening = self.late_system if place and self.system_last else self.before_system
        return f"{opening}{system}{self.after_system}"


def read_turns(render: Render) -> Turns:
    """The fixed parts of a template.

    Raises:
        NotFixedError: the template is no such thing.
    """
    once = [_turn("user", _ASKED)]
    longer = [*once, _turn("assistant", _SAID), _turn("user", _AGAIN)]
    start, end = _cut(_rendered(render, once), _ASKED)
    begun, answer, again, closed = _cut(_rendered(render, longer), _ASKED, _SAID, _AGAIN)
    if (begun, closed) != (start, end):
        raise NotFixedError("a longer conversation begins or ends otherwise")
    plain = Turns(start, answer, again, end)
    found = _with_system(plain, render, once, longer)
    _check(found, render)
    return found


def _with_system(plain: Turns, render: Render, once: list[Turn], longer: list[Turn]) -> Turns:
    told = _turn("system", _SYSTEM)
    try:
        short = render([told, *once])
    except Exception:  # noqa: BLE001 - templates raise what they like for what they do not know
        return plain
    if _SYSTEM not in short:
        return plain
    before, after, _ = _cut(short, _SYSTEM, _ASKED)
    found = Turns(plain.start, plain.answer, plain.again, plain.end, before, after)
    long = _rendered(render, [told, *longer])
    if long.find(_SYSTEM) > long.find(_ASKED):
        late = _cut(long, _ASKED, _SAID, _SYSTEM, _AGAIN)[2]
        return Turns(
            plain.start, plain.answer, plain.again, plain.end, before, after, True, late
        )  # fmt: skip
    return found


def _check(found: Turns, render: Render) -> None:
    """Every conversation of up to three turns has to come out as the template renders it."""
    spoken = [
        _turn("user", "One word.\n\nAnd a line: 1.5 %"),
        _turn("assistant", "Said “so”."),
        _turn("user", "Two?"),
        _turn("assistant", "Then this"),
        _turn("user", "three"),
    ]
    told = [] if found.before_system is None else [_turn("system", "Write as\nwe do.")]
    for count in (1, 3, 5):
        for system in ([], told):
            turns = [*system, *spoken[:count]]
            if found.text(turns) != _rendered(render, turns):
                raise NotFixedError(f"{len(turns)} turns come out otherwise")


def _turn(role: str, content: str) -> Turn:
    return {"role": role, "content": content}


def _rendered(render: Render, turns: Sequence[Turn]) -> str:
    try:
        return render(turns)
    except Exception as error:  # templates raise what they like
        raise NotFixedError(str(error)) from error


def _cut(text: str, *marks: str) -> list[str]:
    """The texts before, between and behind the marks, which have to come in this order, once."""
    parts = []
    for mark in marks:
        if text.count(mark) != 1:
            raise NotFixedError(f"{mark} stands {text.count(mark)} times in it")
        before, _, text = text.partition(mark)
        parts.append(before)
    return [*parts, text]


def _literal(text: str) -> str:
    """Fixed text inside a Go template."""
    return text.replace("{{", '{{ "{{" }}')
