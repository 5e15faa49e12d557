"""Which drawn things the starter image model learns, and what people call them.

The pictures come from emoji sets, their words from ``emojibase-data``. Kept are the groups that
matter to brands: animals, plants, food, drinks, buildings, vehicles, things to wear, tools,
furniture, instruments. Faces of people, hands, flags, signs, clocks of every hour and things that
look alike under two names are left out, so that training time goes into fewer, clearer pictures.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

# Subgroup numbers of emojibase: without the maps (49), religious places (52), signs and the rest.
SUBGROUPS = frozenset({*range(34, 49), 50, 51, *range(53, 82)})

LEFT_OUT = frozenset(
    Path(__file__).with_name("left_out.txt").read_text(encoding="utf-8").splitlines()
)

# Names people use; the first one replaces the emoji's own label where it starts with "=".
NAMES: dict[str, str] = {
    "red apple": "=apple;red apple",
    "hot beverage": "=cup of coffee;coffee cup;coffee mug;cup;mug",
    "teacup without handle": "=tea bowl;cup of green tea",
    "teapot": "tea pot",
    "bottle with popping cork": "=champagne bottle;bottle of sparkling wine;wine bottle",
    "wine glass": "glass of red wine",
    "cocktail glass": "cocktail;martini",
    "tropical drink": "summer cocktail;fruit cocktail",
    "beer mug": "beer;pint of beer",
    "tumbler glass": "glass of whisky;whisky glass",
    "cup with straw": "takeaway cup;soda cup;soft drink",
    "beverage box": "juice box;juice carton",
    "glass of milk": "milk",
    "running shoe": "sneaker;trainer;sports shoe",
    "hiking boot": "boot;walking boot",
    "flat shoe": "ballerina shoe;ballet flat",
    "high-heeled shoe": "high heel;stiletto",
    "woman’s boot": "=leather boot;ladies boot",
    "thong sandal": "=flip flop;sandal",
    "handbag": "bag;ladies bag",
    "purse": "coin purse;wallet",
    "clutch bag": "pouch;small bag",
    "shopping bags": "shopping bag",
    "backpack": "rucksack;school bag",
    "luggage": "=suitcase;travel case",
    "necktie": "tie",
    "t-shirt": "shirt;tee",
    "jeans": "trousers;denim trousers",
    "coat": "jacket;winter coat",
    "one-piece swimsuit": "swimsuit",
    "woman’s hat": "=sun hat;straw hat",
    "billed cap": "=baseball cap;cap",
    "rescue worker’s helmet": "=safety helmet;hard hat",
    "gem stone": "=diamond;gem;jewel",
    "ring": "diamond ring;engagement ring",
    "folding hand fan": "hand fan",
    "automobile": "=car;hatchback",
    "sport utility vehicle": "=SUV;off-road car",
    "articulated lorry": "=lorry;truck",
    "delivery truck": "van;delivery van",
    "passenger ship": "=cruise ship",
    "motor scooter": "scooter;vespa style scooter",
    "kick scooter": "push scooter",
    "airplane": "plane;aeroplane",
    "fuel pump": "petrol pump;gas pump",
    "vertical traffic light": "=traffic light",
    "fire engine": "fire truck",
    "aerial tramway": "cable car;gondola lift",
    "flying saucer": "ufo",
    "bellhop bell": "hotel bell;reception bell",
    "hourglass done": "=hourglass;sand timer",
    "watch": "wristwatch;wrist watch",
    "mantelpiece clock": "=mantel clock;table clock",
    "soccer ball": "football",
    "american football": "rugby ball",
    "tennis": "=tennis racket;tennis racquet",
    "flying disc": "frisbee",
    "ping pong": "=table tennis bat;ping pong paddle",
    "badminton": "=shuttlecock;badminton racket",
    "bowling": "=bowling pins;bowling ball",
    "ice hockey": "=hockey stick",
    "flag in hole": "=golf hole;golf flag",
    "bullseye": "dartboard;target",
    "pool 8 ball": "=billiard ball;eight ball",
    "video game": "=game controller;gamepad",
    "game die": "=dice;die",
    "framed picture": "=picture frame;painting",
    "artist palette": "=paint palette",
    "thread": "spool of thread",
    "yarn": "ball of yarn;wool",
    "headphone": "=headphones;headset",
    "mobile phone": "smartphone;phone",
    "telephone": "old telephone;landline phone",
    "desktop computer": "computer;monitor",
    "laptop": "notebook computer",
    "television": "tv;tv set",
    "camera": "photo camera",
    "video camera": "camcorder",
    "magnifying glass tilted left": "=magnifying glass;loupe",
    "light bulb": "lightbulb;bulb",
    "red paper lantern": "=paper lantern",
    "diya lamp": "oil lamp",
    "notebook with decorative cover": "=notebook;diary",
    "closed book": "=book;red book",
    "books": "stack of books",
    "wrapped gift": "=gift;present;gift box",
    "package": "parcel;cardboard box;box",
    "closed mailbox with raised flag": "=mailbox;letter box",
    "couch and lamp": "=sofa;couch;settee",
    "bed": "bedroom bed",
    "chair": "dining chair;wooden chair",
    "lotion bottle": "cream bottle;shampoo bottle;cosmetics bottle",
    "roll of paper": "=toilet roll;paper roll",
    "shopping cart": "shopping trolley",
    "razor": "shaver",
    "potted plant": "house plant;plant pot",
    "evergreen tree": "fir tree;pine tree",
    "deciduous tree": "=tree;leafy tree",
    "sheaf of rice": "=wheat;ear of wheat",
    "herb": "herbs;basil",
    "bouquet": "bunch of flowers;flowers",
    "hamburger": "burger;cheeseburger",
    "french fries": "fries;chips",
    "doughnut": "donut",
    "soft ice cream": "=ice cream cone;soft serve",
    "ice cream": "=bowl of ice cream;ice cream sundae",
    "shortcake": "=slice of cake;cake",
    "custard": "=pudding;flan",
    "chocolate bar": "chocolate",
    "honey pot": "honey;jar of honey",
    "canned food": "tin can;can",
    "steaming bowl": "=bowl of noodles;ramen",
    "shallow pan of food": "=paella;pan of food",
    "green salad": "salad;bowl of salad",
    "pie": "slice of pie",
    "ear of corn": "=corn;sweetcorn",
    "hot pepper": "=chilli;chili pepper",
    "leafy green": "=lettuce;cabbage",
    "eggplant": "aubergine",
    "kiwi fruit": "kiwi",
    "lady beetle": "=ladybird;ladybug",
    "honeybee": "bee",
    "T-Rex": "dinosaur;tyrannosaurus",
    "spiral shell": "=seashell;shell",
    "blowfish": "pufferfish",
    "moon cake": "mooncake",
    "dango": "sweet dumplings on a stick",
    "takeout box": "takeaway box",
    "cloud with rain": "=rain cloud",
    "cloud with lightning": "=storm cloud",
    "umbrella with rain drops": "=umbrella in the rain;open umbrella",
    "closed umbrella": "folded umbrella",
    "snowman without snow": "=snowman",
    "crescent moon": "moon",
    "ringed planet": "=planet;saturn",
    "medical": "medicine",
    "pill": "capsule;medicine",
    "nut and bolt": "=bolt;screw",
    "gear": "cog;cogwheel",
    "carpentry saw": "=saw;handsaw",
    "wrench": "spanner",
    "balance scale": "=scales;weighing scales",
    "satellite antenna": "=satellite dish",
    "alembic": "=chemistry flask;distilling flask",
    "old key": "=key",
    "locked": "=padlock;lock",
    "wastebasket": "bin;trash can",
    "black nib": "=pen nib",
    "fountain pen": "ink pen",
    "straight ruler": "=ruler",
    "triangular ruler": "=set square",
    "label": "=price tag;tag",
    "tear-off calendar": "calendar",
    "convenience store": "shop;store",
    "department store": "shopping centre",
    "office building": "office block;tower block",
    "classical building": "museum;temple with columns",
    "jack-o-lantern": "carved pumpkin;pumpkin",
    "party popper": "confetti popper",
    "fishing pole": "fishing rod",
    "diving mask": "snorkel",
    "postbox": "post box",
    "chart": "graph",
    "optical disk": "=compact disc;cd",
    "studio microphone": "=podcast microphone",
    "musical keyboard": "=piano keyboard;piano",
    "nesting dolls": "wooden doll",
    "mirror ball": "disco ball",
    "cityscape": "city skyline",
    "carousel horse": "merry-go-round horse",
}
_PLURAL_TEXT = """
grapes cherries blueberries peanuts french_fries pancakes bacon popcorn glasses
sunglasses goggles jeans gloves socks shorts chopsticks headphones books scissors skis maracas
shopping_bags bowling_pins scales beans herbs flowers fries chips trousers bunch_of_flowers
wheat butter salt bread honey milk chocolate sushi spaghetti garlic broccoli coral cooked_rice
curry_rice corn lettuce dice camping soap fork_and_knife cheese beer wool confetti sparkles
denim_trousers medicine paella ramen cabbage basil sweetcorn money piano_keyboard"""
PLURAL = frozenset(_PLURAL_TEXT.split())


@dataclass(frozen=True)
class Concept:
    """One thing the model knows.

    ``code`` is the upper-case code point sequence joined by dashes, without variation selectors;
    ``names`` has the usual name first; ``man_made`` says that recolouring it is ordinary.
    """

    code: str
    names: tuple[str, ...]
    man_made: bool


def read_concepts(emojibase: Path) -> list[Concept]:
    """Read the concept list from an unpacked ``emojibase-data`` folder, in a fixed order."""
    entries = json.loads((emojibase / "en" / "data.json").read_text(encoding="utf-8"))
    found: list[Concept] = []
    taken: set[str] = set()
    for entry in sorted(entries, key=lambda item: item.get("order", 0)):
        group = entry.get("subgroup")
        label = str(entry["label"])
        if group not in SUBGROUPS or label in LEFT_OUT:
            continue
        if re.search(r"o’clock|-thirty", label):
            continue
        names = _names_of(label)
        if names[0] in taken:
            continue
        taken.add(names[0])
        code = "-".join(part for part in entry["hexcode"].upper().split("-") if part != "FE0F")
        found.append(Concept(code, names, man_made=int(group) >= 47))
    return found


def _names_of(label: str) -> tuple[str, ...]:
    """The usual name first, then other words for the same thing."""
    own = label.replace("’", "'")
    extra = [name for name in NAMES.get(label, "").split(";") if name]
    if extra and extra[0].startswith("="):
        return (extra[0][1:], *extra[1:])
    return (own, *extra)


def with_article(phrase: str, name: str) -> str:
    """Put "a" or "an" before ``phrase`` unless ``name`` (its noun) is a plural or a substance."""
    if name.replace(" ", "_") in PLURAL:
        return phrase
    return ("an " if phrase[0].lower() in "aeiou" else "a ") + phrase
