"""What the export page calls places, formats and doubts, and how it writes names of files."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFont

from core.exporting.channels import Channel
from core.exporting.orders import Place
from core.exporting.planning import PlannedPicture
from core.exporting.preview import PreviewFile
from desktop_app import theme, words

FORMAT_NAMES = {"jpeg": "JPEG", "png": "PNG", "webp": "WebP", "tiff": "TIFF"}


def file_name_font(role: str = "body") -> QFont:
    """Without the joined signs that Inter puts for "1080x1350": a name is shown as it is."""
    font = theme.current().font(role)
    if hasattr(font, "setFeature"):
        font.setFeature(QFont.Tag("calt"), 0)
    return font


def pixels(width: int, height: int) -> str:
    """ "1080 × 1350"."""
    return f"{width} × {height}"


def place_name(place: Place) -> str:
    """What a channel or size is called."""
    if isinstance(place, Channel):
        return place.name
    translate = QCoreApplication.translate
    if not (place.width and place.height):
        return translate("export", "As generated")
    return translate("export", "Own size")


def place_size(place: Place) -> str:
    """Its size in pixels; empty where it is the picture's own."""
    return pixels(place.width, place.height) if place.width and place.height else ""


def format_names(place: Place) -> str:
    """ "JPEG or PNG"."""
    translate = QCoreApplication.translate
    if not isinstance(place, Channel):
        return ""
    names = [FORMAT_NAMES[one] for one in place.formats]
    if len(names) == 1:
        return names[0]
    return translate("export", "{several} or {last}").format(
        several=", ".join(names[:-1]), last=names[-1]
    )


def doubts(file: PreviewFile, wanted: str = "") -> list[str]:
    """What a person should look at in a file before it is published, in sentences.

    `wanted` is the format the reader asked for.
    """
    translate, planned = QCoreApplication.translate, file.planned
    if not isinstance(planned, PlannedPicture):
        return []
    found = []
    channel = planned.channel
    if file.too_big and file.max_bytes:
        found.append(
            translate(
                "export", "Too heavy for {name}, which takes at most {size}. Choose JPEG."
            ).format(name=channel.name if channel else "", size=words.size(file.max_bytes))
        )
    if "cut" in file.doubts:
        found.append(translate("export", "The cut may go through the subject"))
    if "soft" in file.doubts:
        found.append(
            translate("export", "Enlarged {times} times, may look soft").format(
                times=words.number(planned.scale, 1)
            )
        )
    if "layout" in file.doubts and channel is not None:
        found.append(
            translate("export", "Too narrow for a picture alone: add logo and words to it")
        )
    if "outdated" in file.doubts and channel is not None:
        found.append(
            translate("export", "Size looked up more than a year ago; check that it still holds")
        )
    if wanted and wanted != planned.format and channel is not None:
        found.append(
            translate("export", "{name} takes {formats} only").format(
                name=channel.name, formats=format_names(channel)
            )
        )
    return found


def template_words() -> list[tuple[str, str]]:
    """(word in braces, what it stands for), in the order in which people use them."""
    translate = QCoreApplication.translate
    return [
        ("{brand}", translate("export", "Brand")),
        ("{channel}", translate("export", "Format")),
        ("{size}", translate("export", "Size")),
        ("{n}", translate("export", "Number")),
        ("{mix}", translate("export", "Adapters")),
        ("{prompt}", translate("export", "Brief")),
        ("{seed}", translate("export", "Variation number")),
        ("{kind}", translate("export", "Kind")),
    ]
