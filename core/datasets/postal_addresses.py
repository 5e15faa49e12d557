"""Finds postal addresses: a street with a number, and the place behind it where it follows.

Streets are told by the words that languages put into their names; an address without such a word
("Am Anger 3") is found by the postcode behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_NAME = r"[A-ZÀ-ÞĀ-Ž][\w'’-]*"
_NUMBER = r"\d{1,4}(?:[ ]?[a-zA-Z](?![\w]))?(?:[-–/]\d{1,4}[a-z]?)?"
_STREETS = (
    # Lindenstraße 12, Alte Gasse 3, Kurt-Schumacher-Str. 7b
    rf"(?:{_NAME}[ -])*{_NAME}(?:straße|strasse|str\.|gasse|allee|platz|damm|ufer|chaussee)"
    rf"[ ]{_NUMBER}",
    rf"(?:{_NAME}[ -])+(?:Straße|Strasse|Str\.|Gasse|Allee|Damm|Ufer)[ ]{_NUMBER}",
    # Neuer Platz 3, Birkenweg 4: these words count something, too, unless a postcode follows
    rf"(?:{_NAME}[ -])*(?:{_NAME}(?:weg|steig|hof|berg|ring)|Platz|Weg|Ring)[ ]{_NUMBER}"
    r"(?=,?\s+(?:[A-Z]{1,2}-)?\d{4,5}[ ][A-ZÀ-Þ])",
    # 12 Baker Street, 1600 North First Avenue
    rf"\d{{1,5}}[A-Za-z]?[ ](?:{_NAME}[ ]){{1,3}}(?:Street|St\.?|Road|Rd\.?|Avenue|Ave\.?|Lane|"
    r"Ln\.?|Boulevard|Blvd\.?|Parkway|Pkwy\.?|"
    r"(?:Drive|Terrace|Crescent|Close|Court|Square)(?=[ ]?[,.\n]|$))(?![\w])",
    # 12 bis, rue de Rivoli
    r"\d{1,4}(?:[ ](?:bis|ter))?,?[ ](?:rue|avenue|boulevard|place|chemin|impasse|allée|quai|"
    rf"cours)[ ](?:(?:de|du|des|la|le|les|l['’]|d['’])[ ]?)*{_NAME}(?:[ -]{_NAME})*",
    # Calle Mayor 5, Via Roma, 10, Rua Augusta 24
    rf"(?:Calle|C/|Avenida|Avda\.|Paseo|Plaza|Via|Viale|Piazza|Corso|Rua|Praça)[ ]"
    r"(?:(?:de|del|della|la|las|los|da|do|dos|dei|degli)[ ])*"
    rf"{_NAME}(?:[ ]{_NAME})*,?[ ]{_NUMBER}",
    # Keizersgracht 123, Storgatan 5
    rf"{_NAME}(?:straat|gracht|laan|plein|kade|gatan|vägen|gade|vej|gata|veien|katu|tie)"
    rf"[ ]{_NUMBER}",
    rf"ul\.[ ]{_NAME}(?:[ ]{_NAME})*[ ]{_NUMBER}",
)
_POSTCODE = r"(?:(?:[A-Z]{1,2}-)?\d{4,5}|\d{2}-\d{3}|\d{3}[ ]\d{2}|\d{4}[ ][A-Z]{2}|\d{4}-\d{3})"
_BRITISH = r"[A-Z]{1,2}\d[A-Z\d]?[ ]\d[A-Z]{2}"
_PLACE = rf"{_NAME}(?:[ -](?:am|an|der|sur|la|le|de|di|{_NAME}))*"
_BEHIND = (
    rf"(?:,?\s{{1,3}}{_POSTCODE}[ ]{_PLACE}"
    rf"|,\s?{_PLACE}(?:,\s?[A-Z]{{2}})?,?[ ](?:\d{{5}}(?:-\d{{4}})?|{_BRITISH}))"
)
_ADDRESS = re.compile(rf"(?<![\w-])(?:{'|'.join(_STREETS)})(?![\w]){_BEHIND}?")
_BY_POSTCODE = re.compile(
    rf"(?<![\w-]){_NAME}(?:[ ][\wÀ-ž-]+){{0,2}}[ ]{_NUMBER},?\s{{1,3}}"
    rf"(?:[A-Z]{{1,2}}-)?\d{{5}}[ ]{_PLACE}"
)


def postal_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Places of addresses, in no special order; they may overlap."""
    if not any(char.isdigit() for char in text):
        return
    for pattern in (_ADDRESS, _BY_POSTCODE):
        for match in pattern.finditer(text):
            yield match.span()
