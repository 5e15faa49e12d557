"""Asks for a folder or file without holding up the window; the answer comes in a callback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDir
from PySide6.QtWidgets import QFileDialog, QWidget

Then = Callable[[Path], None]


def ask_folder(parent: QWidget, title: str, start: Path, then: Then) -> QFileDialog:
    """Choose a folder that exists or is made in the dialog."""
    dialog = _dialog(parent, title, start, then)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
    dialog.open()
    return dialog


def ask_file_to_save(
    parent: QWidget, title: str, suggested: Path, kinds: str, then: Then
) -> QFileDialog:
    """Choose a name for a file that will be written; asks before one is replaced.

    Args:
        kinds: as Qt writes them: "ZIP files (*.zip)".
    """
    dialog = _dialog(parent, title, suggested.parent, then)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(kinds)
    dialog.setDefaultSuffix(suggested.suffix.lstrip("."))
    dialog.selectFile(suggested.name)
    dialog.open()
    return dialog


def ask_file(parent: QWidget, title: str, start: Path, kinds: str, then: Then) -> QFileDialog:
    """Choose a file that exists."""
    dialog = _dialog(parent, title, start, then)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(kinds)
    dialog.open()
    return dialog


def ask_files(
    parent: QWidget, title: str, start: Path, kinds: str, then: Callable[[list[Path]], None]
) -> QFileDialog:
    """Choose one or more files that exist."""
    dialog = _new(parent, title, start)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilter(kinds)
    dialog.filesSelected.connect(lambda chosen: then([Path(one) for one in chosen]))
    dialog.open()
    return dialog


def _dialog(parent: QWidget, title: str, start: Path, then: Then) -> QFileDialog:
    dialog = _new(parent, title, start)
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    return dialog


def _new(parent: QWidget, title: str, start: Path) -> QFileDialog:
    while not start.is_dir() and start != start.parent:
        start = start.parent
    dialog = QFileDialog(parent, title, str(start) if start.is_dir() else QDir.homePath())
    dialog.setObjectName("askPath")
    dialog.finished.connect(dialog.deleteLater)
    return dialog
