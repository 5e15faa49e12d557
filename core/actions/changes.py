"""What an action has changed, by id."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Changes:
    """Ids of everything that is new, different or gone; `a | b` adds two up.

    New check findings count as a change of their project.
    """

    projects: frozenset[int] = frozenset()
    items: frozenset[int] = frozenset()
    runs: frozenset[str] = frozenset()
    adapters: frozenset[str] = frozenset()
    boards: frozenset[int] = frozenset()
    results: frozenset[int] = frozenset()
    exports: frozenset[int] = frozenset()

    def __or__(self, other: Changes) -> Changes:
        """Both together."""
        return Changes(
            **{one.name: getattr(self, one.name) | getattr(other, one.name) for one in fields(self)}
        )

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return any(getattr(self, one.name) for one in fields(self))
