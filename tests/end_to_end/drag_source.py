"""Another program to drag from, as a file manager is: a window whose one field holds files.

`drag_source.py X Y FILE...` shows itself at X, Y; pressing and moving the pointer starts a real
drag.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel


class Source(QLabel):
    """Carries its files to wherever the pointer lets go."""

    def __init__(self, files: list[Path]) -> None:
        """Absolute paths."""
        super().__init__(f"{len(files)} files")
        self._files = files
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWindowFlags(Qt.WindowType.Window | Qt.WindowType.X11BypassWindowManagerHint)
        self.setFixedSize(120, 80)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Start to drag."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            mime = QMimeData()
            mime.setUrls([QUrl.fromLocalFile(str(one)) for one in self._files])
            drag = QDrag(self)
            drag.setMimeData(mime)
            print("dragging", flush=True)
            action = drag.exec(Qt.DropAction.CopyAction)
            print("dropped" if action == Qt.DropAction.CopyAction else "refused", flush=True)


if __name__ == "__main__":
    application = QApplication(sys.argv)
    source = Source([Path(name).resolve() for name in sys.argv[3:]])
    source.move(int(sys.argv[1]), int(sys.argv[2]))
    source.show()
    print("ready", flush=True)
    sys.exit(application.exec())
