"""Observable values of state objects, and the one line that ties them to a widget.

A state class declares the value and its signal side by side:

    class Wizard(QObject):
        stage = Property("start")
        stage_changed = Signal(object)

Setting a different value emits the signal. It knows nothing of widgets or of the catalogue.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

from PySide6.QtCore import QObject

T = TypeVar("T")


class Property(Generic[T]):
    """A value of a QObject that emits `<name>_changed(value)` when it becomes another one."""

    def __init__(self, default: T) -> None:
        """`default` is shared by all objects of the class: use immutable values."""
        self._default = default
        self._name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        """Remember under which name the value and its signal go."""
        self._name = name

    @overload
    def __get__(self, owner: None, kind: type) -> Property[T]: ...
    @overload
    def __get__(self, owner: QObject, kind: type) -> T: ...
    def __get__(self, owner: QObject | None, kind: type) -> Property[T] | T:
        """The value; on the class, the property itself."""
        if owner is None:
            return self
        value: T = owner.__dict__.get("_" + self._name, self._default)
        return value

    def __set__(self, owner: QObject, value: T) -> None:
        """Store the value; tell if it is another one."""
        if self.__get__(owner, type(owner)) == value:
            return
        owner.__dict__["_" + self._name] = value
        getattr(owner, self._name + "_changed").emit(value)


def bind(source: QObject, name: str, callback: Callable[[Any], None]) -> None:
    """Call back with the value now and whenever it changes.

    A bound method of a QObject is let go when that object dies, as with any signal.
    """
    getattr(source, name + "_changed").connect(callback)
    callback(getattr(source, name))
