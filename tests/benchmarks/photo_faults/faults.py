"""Faults that are made on purpose, each at three strengths, and which check should see them."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tests.benchmarks.photo_faults.sources import ONE_WALL, Scene, Source

Chance = np.random.Generator
Make = Callable[[Image.Image, float, Chance], Image.Image | None]
Place = Callable[[float, Chance], Scene]


@dataclass(frozen=True)
class Fault:
    """One kind of fault."""

    name: str
    code: str
    """Of the check that should tell it."""
    strengths: tuple[float, float, float]
    """Weak, middle, strong."""
    make: Make | None = None
    place: Place | None = None
    """Where the subject stands instead; only scenes can do it."""
    also: frozenset[str] = frozenset()
    """Checks that may rightly tell it as well, or whose measure it takes away."""
    products: bool = False
    """Only made of products before an even background, where its check says anything."""
    out: float = 0.0
    """Share of the subject that must lie outside of the picture; where less does, as of a wide one
    at the upper side, nobody would call it cut off."""
    groups: frozenset[str] = frozenset()
    """Only made in these sets, where its check says anything; empty for all."""

    def picture(self, source: Source, strength: float, chance: Chance) -> Image.Image | None:
        """The faulty picture; None where it cannot be made of this source."""
        if self.groups and source.group not in self.groups:
            return None
        if self.place is not None:
            return self._placed(source, self.place(strength, chance))
        return self.make(source.make(), strength, chance) if self.make else None

    def _placed(self, source: Source, scene: Scene) -> Image.Image | None:
        if not source.placed or not source.shown or (self.products and not source.plain):
            return None
        if self.out and source.shown(scene) > 1 - self.out:
            return None
        return source.placed(scene)


def _defocus(photo: Image.Image, sigma: float, chance: Chance) -> Image.Image:
    return photo.filter(ImageFilter.GaussianBlur(sigma * max(photo.size) / 512))


def _motion(photo: Image.Image, length: float, chance: Chance) -> Image.Image:
    """The mean of shifted copies along one direction."""
    angle = float(chance.uniform(0, math.pi))
    reach = length * max(photo.size) / 512
    total, steps = np.zeros((photo.height, photo.width, 3)), max(3, round(reach) + 1)
    for at in np.linspace(-reach / 2, reach / 2, steps):
        moved = (1, 0, at * math.cos(angle), 0, 1, at * math.sin(angle))
        total += np.asarray(
            photo.transform(photo.size, Image.Transform.AFFINE, moved, Image.Resampling.BILINEAR)
        )
    margin = math.ceil(reach / 2) + 1
    smeared = Image.fromarray((total / steps).astype(np.uint8))
    return smeared.crop((margin, margin, photo.width - margin, photo.height - margin))


def _enlarged(photo: Image.Image, times: float, chance: Chance) -> Image.Image:
    small = photo.resize(
        (round(photo.width / times), round(photo.height / times)), Image.Resampling.LANCZOS
    )
    return small.resize(photo.size, Image.Resampling.BICUBIC)


def _stops(photo: Image.Image, amount: float, chance: Chance) -> Image.Image:
    light = (np.asarray(photo) / 255.0) ** 2.2 * 2.0**amount
    return Image.fromarray((np.clip(light, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8))


_BURNT = 0.03
"""Share of the picture that must lose two of its three colours; where a longer exposure burns
less, nobody sees it, and the picture is only brighter."""


def _overexposed(photo: Image.Image, amount: float, chance: Chance) -> Image.Image | None:
    """None where the picture is too dark for that exposure to burn anything."""
    longer = _stops(photo, amount, chance)
    burnt = [float(((np.asarray(one) >= 250).sum(axis=2) >= 2).mean()) for one in (photo, longer)]
    return longer if burnt[1] - burnt[0] >= _BURNT else None


def _noise(photo: Image.Image, sigma: float, chance: Chance) -> Image.Image:
    """Grain of a sensor: brightness mostly, colour a little."""
    grain = chance.normal(0, sigma, (photo.height, photo.width, 1))
    grain = grain + chance.normal(0, sigma / 2, (photo.height, photo.width, 3))
    return Image.fromarray(np.clip(np.asarray(photo) + grain, 0, 255).astype(np.uint8))


def _compressed(photo: Image.Image, quality: float, chance: Chance) -> Image.Image:
    data = io.BytesIO()
    photo.save(data, "JPEG", quality=int(quality))
    with Image.open(data) as opened:
        return opened.convert("RGB")


def _tiny(photo: Image.Image, side: float, chance: Chance) -> Image.Image:
    small = photo.copy()
    small.thumbnail((int(side), int(side)), Image.Resampling.LANCZOS)
    return small


def _strip(photo: Image.Image, ratio: float, chance: Chance) -> Image.Image:
    if chance.random() < 0.5:
        height = round(photo.width / ratio)
        top = (photo.height - height) // 2
        return photo.crop((0, top, photo.width, top + height))
    width = round(photo.height / ratio)
    left = (photo.width - width) // 2
    return photo.crop((left, 0, left + width, photo.height))


def _font(size: float) -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    return ImageFont.load_default(max(8, round(size)))


_WORDS = ("SUMMER SALE", "New roast, 250 g", "Only this week", "Made in Kassel", "Buy 2, get 1")


def _written(photo: Image.Image, share: float, chance: Chance) -> Image.Image:
    """One line in a colour that stands out, `share` of the height tall."""
    words = _WORDS[int(chance.integers(len(_WORDS)))]
    draw = ImageDraw.Draw(photo)
    font = _font(share * photo.height)
    _, _, width, height = draw.textbbox((0, 0), words, font=font)
    x = float(chance.uniform(0.02, max(0.03, 0.98 - width / photo.width))) * photo.width
    y = float(chance.choice([0.06, 0.82])) * photo.height
    box = (int(x), int(y), int(x + width), int(y + height))
    behind = float(np.asarray(photo.convert("L").crop(box)).mean())
    draw.text((x, y), words, font=font, fill=(255,) * 3 if behind < 140 else (20, 20, 20))
    return photo


def _watermark(photo: Image.Image, strength: float, chance: Chance) -> Image.Image:
    """A pale line across the middle."""
    layer = Image.new("RGBA", photo.size, (255, 255, 255, 0))
    draw = ImageDraw.Draw(layer)
    words, font = "studio north", _font(0.11 * photo.height)
    _, _, width, height = draw.textbbox((0, 0), words, font=font)
    at = ((photo.width - width) / 2, (photo.height - height) / 2)
    draw.text(at, words, font=font, fill=(255, 255, 255, round(255 * strength)))
    layer = layer.rotate(float(chance.choice([0, 0, 20])), Image.Resampling.BICUBIC)
    return Image.alpha_composite(photo.convert("RGBA"), layer).convert("RGB")


def _dated(photo: Image.Image, share: float, chance: Chance) -> Image.Image:
    """What cameras burn into the lower right corner."""
    words = f"{chance.integers(10, 28)}.{chance.integers(10, 13)}.20{chance.integers(10, 26)}"
    draw = ImageDraw.Draw(photo)
    font = _font(share * photo.height)
    _, _, width, height = draw.textbbox((0, 0), words, font=font)
    at = (photo.width * 0.97 - width, photo.height * 0.96 - height)
    draw.text(at, words, font=font, fill=(255, 140, 40), stroke_width=1, stroke_fill=(60, 20, 0))
    return photo


def _screenshot(photo: Image.Image, share: float, chance: Chance) -> Image.Image:
    """The photo inside a window with bars, buttons and lines of text; `share` is the photo's."""
    dark = chance.random() < 0.4
    back, bar, ink = ((32, 33, 36), (48, 49, 53), 225) if dark else ((250,) * 3, (232,) * 3, 40)
    screen = Image.new("RGB", (photo.width, photo.height), back)
    draw = ImageDraw.Draw(screen)
    draw.rectangle((0, 0, photo.width, photo.height // 12), fill=bar)
    for number in range(5):
        x = 12 + number * photo.width // 6
        draw.rounded_rectangle((x, 10, x + photo.width // 8, photo.height // 12 - 8), 4,
                               outline=(ink,) * 3)  # fmt: skip
        draw.text((x + 6, 12), ("File", "Edit", "View", "Share", "Help")[number],
                  font=_font(photo.height / 36), fill=(ink,) * 3)  # fmt: skip
    inner = photo.resize((round(photo.width * share), round(photo.height * share)))
    screen.paste(inner, (photo.width // 30, photo.height // 9))
    x, y = photo.width // 30 + inner.width + 14, photo.height // 9
    below = photo.height // 9 + inner.height + 12
    for number, words in enumerate(("Add to basket", "In stock", "Delivery 2 to 3 days")):
        if x < photo.width * 0.8:
            draw.text((x, y + number * 30), words[:10], font=_font(15), fill=(ink,) * 3)
        draw.text((photo.width // 30, below + number * 26), words, font=_font(16), fill=(ink,) * 3)
    return screen


def _collage(photo: Image.Image, parts: float, chance: Chance) -> Image.Image:
    """Parts and turned copies of the photo side by side, with or without a gap."""
    gap = int(chance.choice([0, 6, 12]))
    columns, rows = {2: (2, 1), 4: (2, 2), 6: (3, 2)}[int(parts)]
    width, height = photo.width // columns, photo.height // rows
    whole = Image.new("RGB", (width * columns + gap * (columns - 1),
                              height * rows + gap * (rows - 1)), (255, 255, 255))  # fmt: skip
    for number in range(columns * rows):
        zoom = float(chance.uniform(0.35, 0.8))
        wide, high = round(photo.width * zoom), round(photo.height * zoom)
        left = int(chance.integers(photo.width - wide + 1))
        top = int(chance.integers(photo.height - high + 1))
        piece = photo.crop((left, top, left + wide, top + high)).resize((width, height))
        if number % 2:
            piece = piece.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        piece = piece.point([min(255, round(value * (0.75 + 0.12 * (number % 5)))) for value in
                             range(256)] * 3)  # fmt: skip
        whole.paste(piece, ((number % columns) * (width + gap), number // columns * (height + gap)))
    return whole


def _framed(photo: Image.Image, share: float, chance: Chance) -> Image.Image:
    wide = round(share * min(photo.size))
    colours = [(255, 255, 255), (0, 0, 0), (150, 30, 40)]
    framed = Image.new("RGB", (photo.width + 2 * wide, photo.height + 2 * wide),
                       colours[int(chance.integers(3))])  # fmt: skip
    framed.paste(photo, (wide, wide))
    return framed


def _barred(photo: Image.Image, share: float, chance: Chance) -> Image.Image:
    """Black bars above and below, or at both sides."""
    barred = photo.copy()
    draw = ImageDraw.Draw(barred)
    if chance.random() < 0.5:
        high = round(share * photo.height)
        draw.rectangle((0, 0, photo.width, high), fill=0)
        draw.rectangle((0, photo.height - high, photo.width, photo.height), fill=0)
    else:
        wide = round(share * photo.width)
        draw.rectangle((0, 0, wide, photo.height), fill=0)
        draw.rectangle((photo.width - wide, 0, photo.width, photo.height), fill=0)
    return barred


def _tinted(photo: Image.Image, strength: float, chance: Chance) -> Image.Image:
    """Light of another colour: warm, cold or green, in linear light."""
    gains = [(strength, 1, 1 / strength), (1 / strength, 1, strength), (1, strength, 1)]
    light = (np.asarray(photo) / 255.0) ** 2.2 * gains[int(chance.integers(3))]
    return Image.fromarray((np.clip(light, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8))


def _colourless(photo: Image.Image, kind: float, chance: Chance) -> Image.Image:
    """Sepia (1), nearly grey (2), grey (3)."""
    grey = np.asarray(photo.convert("L"), dtype=np.float32)[..., None]
    if kind == 1:
        return Image.fromarray(np.clip(grey * (1.07, 0.94, 0.75), 0, 255).astype(np.uint8))
    part = 0.04 if kind == 2 else 0.0
    return Image.fromarray((np.asarray(photo) * part + grey * (1 - part)).astype(np.uint8))


def _veiled(photo: Image.Image, share: float, chance: Chance) -> Image.Image:
    """Haze or stray light: mixed with a pale grey."""
    pixels = np.asarray(photo, dtype=np.float32)
    return Image.fromarray((pixels * (1 - share) + 205 * share).astype(np.uint8))


def _small_subject(size: float, chance: Chance) -> Scene:
    return Scene(size, float(chance.uniform(0.3, 0.7)), float(chance.uniform(0.35, 0.65)))


def _cut_subject(out: float, chance: Chance) -> Scene:
    """Out of the picture by this share of its length, at one side."""
    size = 0.5
    inside = size * (0.5 - out)
    return [Scene(size, inside, 0.5), Scene(size, 1 - inside, 0.5), Scene(size, 0.5, inside),
            Scene(size, 0.5, 1 - inside)][int(chance.integers(4))]  # fmt: skip


_TEXT = frozenset({"text_in_picture"})
_LIGHT = frozenset({"colour_cast", "colourless", "flat", "blown_out", "too_dark"})
_FRAMED = frozenset({"cut_subject", "small_subject", "screenshot"})
FAULTS: Sequence[Fault] = (
    Fault("defocus", "blurred", (2.0, 3.0, 4.5), _defocus),
    Fault("motion", "blurred", (9, 14, 22), _motion),
    Fault("enlarged", "blurred", (4, 5, 7), _enlarged, also=frozenset({"jpeg_damage"})),
    Fault("too_dark", "too_dark", (-2.0, -2.75, -3.5), _stops,
          also=frozenset({"flat", "noisy", "colourless", "small_subject"})),
    Fault("blown_out", "blown_out", (1.75, 2.25, 3.0), _overexposed,
          also=_LIGHT | {"blurred", "small_subject"}),
    Fault("noise", "noisy", (14, 22, 34), _noise, also=_LIGHT),
    Fault("jpeg", "jpeg_damage", (14, 9, 5), _compressed, also=frozenset({"blurred"})),
    Fault("tiny", "too_small", (190, 150, 100), _tiny),
    Fault("strip", "extreme_crop", (2.4, 3.0, 4.0), _strip, also=_FRAMED),
    Fault("written", "text_in_picture", (0.05, 0.08, 0.13), _written),
    Fault("watermark", "text_in_picture", (0.45, 0.6, 0.8), _watermark),
    Fault("date", "text_in_picture", (0.035, 0.05, 0.07), _dated),
    Fault("screenshot", "screenshot", (0.72, 0.6, 0.45), _screenshot,
          also=_TEXT | _FRAMED | {"collage", "borders", "blown_out", "colour_cast"}),
    Fault("collage", "collage", (2, 4, 6), _collage,
          also=_FRAMED | {"blurred", "blown_out"}),
    Fault("frame", "borders", (0.03, 0.06, 0.12), _framed, also=_FRAMED | {"colour_cast"}),
    Fault("bars", "borders", (0.06, 0.1, 0.16), _barred,
          also=_FRAMED | {"extreme_crop", "colour_cast"}),
    Fault("cast", "colour_cast", (1.3, 1.5, 1.8), _tinted, also=_LIGHT,
          groups=frozenset({"cup", ONE_WALL})),
    Fault("colourless", "colourless", (1, 2, 3), _colourless, also=frozenset({"colour_cast"})),
    Fault("veil", "flat", (0.5, 0.65, 0.8), _veiled, also=_LIGHT),
    Fault("small_subject", "small_subject", (0.2, 0.15, 0.1), place=_small_subject, products=True),
    Fault("cut_subject", "cut_subject", (0.25, 0.35, 0.5), place=_cut_subject, products=True,
          out=0.1, also=frozenset({"small_subject"})),
)  # fmt: skip
"""What changes one picture; copies of pictures are in `copies`."""
