"""Pictures of any size for the window: read, scaled and kept beside the window's thread.

`get` never reads a file: it gives what is there and else sees to it that `ready` tells soon.
"""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QSize, Qt, QThreadPool, Signal
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader, QPixmap

_KEPT = 400
_MEGABYTES = 512
"""A picture that needs more than this to be read is not shown."""


class SmallPictures(QObject):
    """Reads in two threads of its own; one of these serves the whole window."""

    ready = Signal(str, int)
    """(file, edge): it can be drawn now."""
    failed = Signal(str)
    """A file that cannot be read as a picture."""
    _read = Signal(str, int, QImage)

    def __init__(self) -> None:
        """See `shared`."""
        super().__init__()
        self._kept: OrderedDict[tuple[str, int], QPixmap] = OrderedDict()
        self._asked: set[tuple[str, int]] = set()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(2)
        self._read.connect(self._keep, Qt.ConnectionType.QueuedConnection)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self._stop)

    def get(self, file: Path | str, edge: int) -> QPixmap | None:
        """The picture with its long side at most `edge` pixels, or None until `ready`.

        A file that cannot be read gives an empty pixmap.
        """
        key = (str(file), edge)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if key not in self._asked:
            self._asked.add(key)
            self._pool.start(lambda: self._read.emit(key[0], key[1], _load(*key)))
        return None

    def forget(self, file: Path | str) -> None:
        """The file has changed."""
        for key in [one for one in self._kept if one[0] == str(file)]:
            del self._kept[key]

    def _keep(self, file: str, edge: int, image: QImage) -> None:
        self._asked.discard((file, edge))
        self._kept[(file, edge)] = QPixmap.fromImage(image)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        if image.isNull():
            self.failed.emit(file)
        self.ready.emit(file, edge)

    def _stop(self) -> None:
        self._pool.clear()
        self._pool.waitForDone()


_shared: SmallPictures | None = None


def shared() -> SmallPictures:
    """The one of this program."""
    global _shared
    if _shared is None:
        _shared = SmallPictures()
    return _shared


def _load(file: str, edge: int) -> QImage:
    reader = QImageReader(file)
    reader.setAutoTransform(True)
    reader.setAllocationLimit(_MEGABYTES)
    size = seen_size(reader)
    if size.isValid() and max(size.width(), size.height()) > edge:
        decode_at(reader, size.scaled(QSize(edge, edge), Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def seen_size(reader: QImageReader) -> QSize:
    """Of the file as it is seen: a photo that was taken on its side is turned when it is read."""
    return reader.size().transposed() if _lies(reader) else reader.size()


def decode_at(reader: QImageReader, size: QSize) -> None:
    """Make only as many pixels as are shown; `size` as `seen_size` tells it."""
    reader.setScaledSize(size.transposed() if _lies(reader) else size)


def _lies(reader: QImageReader) -> bool:
    return bool(reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90)
