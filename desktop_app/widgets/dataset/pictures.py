"""Small pictures for what is in view, made and read outside the window's thread.

Two threads work while there is something to do and end when there is not; what scrolled out of view
before its turn came is forgotten. Nothing here decodes a foreign file: only working copies that the
import wrote, and pictures of this program. (Some copies hold a camera's own coded pixels, but under
headers that import wrote, and after they were decoded to their end in its limited child process.)
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPainter, QPainterPath, QPixmap
from shiboken6 import Shiboken

from core.datasets.thumbnails import EDGE, thumbnail
from core.errors import KnownError
from desktop_app.tokens import RADIUS_CONTROL
from desktop_app.widgets.small_pictures import decode_at, seen_size

THREADS = 2
KEPT = 600
"""Pixmaps kept; some 70 MB of tiles on a screen with two pixels a point."""
_LARGE_EDGE = 640
_SMALL_BOX = 210
"""Device pixels up to which the small thumbnail is sharp, also when its sides are cut."""
_MEGABYTES = 512
"""No working copy needs more to decode; a damaged one is refused instead of eating the memory."""
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Wanted:
    """One picture: which file, how large in device pixels, and by which hash it is cached.

    Without `sha256` the file itself is read (the program's own samples, and enlarged photos).
    """

    path: str
    width: int
    height: int
    ratio: float = 1.0
    sha256: str = ""
    radius: int = RADIUS_CONTROL
    fill: bool = True
    """Cut to fill the box; else the whole picture inside it."""


class Pictures(QObject):
    """Gives pixmaps that are ready and makes the others; `ready` tells which came."""

    ready = Signal(object)
    """The Wanted that can be had now (or has failed: see `failed`)."""
    _made = Signal(object, object)

    def __init__(self, cache: Path, parent: QObject | None = None) -> None:
        """`cache` is the library's."""
        super().__init__(parent)
        self._cache = cache
        self._pixmaps: OrderedDict[Wanted, QPixmap | None] = OrderedDict()
        self._latest: dict[str, Wanted] = {}
        self._queue: list[Wanted] = []
        self._under_way: set[Wanted] = set()
        self._threads = 0
        self._lock = threading.Lock()
        self._made.connect(self._keep, Qt.ConnectionType.QueuedConnection)

    def get(self, wanted: Wanted) -> QPixmap | None:
        """The picture if it is ready; never waits."""
        pixmap = self._pixmaps.get(wanted)
        if pixmap is not None:
            self._pixmaps.move_to_end(wanted)
        return pixmap

    def nearest(self, wanted: Wanted) -> QPixmap | None:
        """The picture, or the same one in another size until it is ready."""
        exact, other = self.get(wanted), self._latest.get(wanted.path)
        return self.get(other) if exact is None and other is not None else exact

    def failed(self, wanted: Wanted) -> bool:
        """Whether this picture cannot be had."""
        return wanted in self._pixmaps and self._pixmaps[wanted] is None

    def want(self, every: Iterable[Wanted]) -> None:
        """Make these, in this order, in the place of what was wanted before."""
        with self._lock:
            self._queue = [
                one for one in every if one not in self._pixmaps and one not in self._under_way
            ]
            starting = min(THREADS - self._threads, len(self._queue))
            self._threads += max(0, starting)
        for _ in range(starting):
            threading.Thread(target=self._work, name="pictures", daemon=True).start()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._queue or not Shiboken.isValid(self):
                    self._threads -= 1
                    return
                wanted = self._queue.pop(0)
                self._under_way.add(wanted)
            image = _image(wanted, self._cache)
            try:
                self._made.emit(wanted, image)
            except RuntimeError:  # the window was closed meanwhile
                return

    def _keep(self, wanted: Wanted, image: QImage | None) -> None:
        with self._lock:
            self._under_way.discard(wanted)
        self._pixmaps[wanted] = QPixmap.fromImage(image) if image is not None else None
        self._latest[wanted.path] = wanted
        while len(self._pixmaps) > KEPT:
            gone, _ = self._pixmaps.popitem(last=False)
            if self._latest.get(gone.path) == gone:
                del self._latest[gone.path]
        self.ready.emit(wanted)


def _image(wanted: Wanted, cache: Path) -> QImage | None:
    """The picture, fitted into its box with round corners; None (and a log line) without one."""
    path = Path(wanted.path)
    try:
        if wanted.sha256:
            edge = EDGE if max(wanted.width, wanted.height) <= _SMALL_BOX else _LARGE_EDGE
            path = thumbnail(path, wanted.sha256, cache, edge)
    except KnownError as error:
        logger.warning("no thumbnail of %s: %s", path.name, error.detail or error.say)
        return None
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    QImageReader.setAllocationLimit(_MEGABYTES)
    size = seen_size(reader)
    box = QSize(wanted.width, wanted.height)
    mode = Qt.AspectRatioMode
    how = mode.KeepAspectRatioByExpanding if wanted.fill else mode.KeepAspectRatio
    scaled = size.scaled(box, how)
    if size.isValid() and (wanted.fill or scaled.width() < size.width()):
        decode_at(reader, scaled)
    image = reader.read()
    if image.isNull():
        logger.warning("no picture of %s: %s", path.name, reader.errorString())
        return None
    if wanted.fill:
        left, top = (image.width() - box.width()) // 2, (image.height() - box.height()) // 2
        image = image.copy(max(0, left), max(0, top), box.width(), box.height())
    return _rounded(image, wanted)


def _rounded(image: QImage, wanted: Wanted) -> QImage:
    made = QImage(image.size(), QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    radius = wanted.radius * wanted.ratio
    path.addRoundedRect(made.rect(), radius, radius)
    painter.setClipPath(path)
    painter.drawImage(0, 0, image)
    painter.end()
    made.setDevicePixelRatio(wanted.ratio)
    return made
