"""Finds postal addresses: a street with a number, and the place behind it where it follows.

Streets are told by the words that languages put into their names; an address without such a word
("Am Anger 3", "Na Příkopě 14") is found by the postcode behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_NAME = r"[A-ZÀ-ÞĀ-Ɏ][\w'’-]*"
_NUMBER = r"\d{1,4}(?:[ ]?[a-zA-Z](?![\w]))?(?:[-–/]\d{1,4}[a-z]?){0,3}"
_STREETS = (
    # Lindenstraße 12, Alte Gasse 3, Kurt-Schumacher-Str. 7b
    rf"(?:{_NAME}[ -])*{_NAME}(?:straße|strasse|str\.|gasse|allee|platz|damm|ufer|chaussee)"
    rf"[ ]{_NUMBER}",
    rf"(?:{_NAME}[ -])+(?:Straße|Strasse|Str\.|Gasse|Allee|Damm|Ufer)[ ]{_NUMBER}",
    # Neuer Platz 3, Birkenweg 4: these words count something, too, unless a postcode follows
    rf"(?:{_NAME}[ -])*(?:{_NAME}(?:weg|steig|hof|berg|ring)|Platz|Weg|Ring)[ ]{_NUMBER}"
    r"(?=,?\s+(?:[A-Z]{1,2}-)?\d{4,5}[ ][A-ZÀ-Þ])",
    # 12 Baker Street, 1600 North First Avenue NW, 350 Fifth Ave, Apt 4B
    rf"\d{{1,5}}[A-Za-z]?[ ](?:{_NAME}[ ]){{1,3}}(?:Street|St\.?|Road|Rd\.?|Avenue|Ave\.?|Lane|"
    r"Ln\.?|Boulevard|Blvd\.?|Parkway|Pkwy\.?|"
    r"(?:Drive|Dr\.|Terrace|Crescent|Close|Court|Square|Place|Way|Gardens|Mews|Grove|Row|Hill)"
    r"(?=[ ]?[,.\n]|$|[ ][A-Z]{1,2}\d))(?![\w])(?:[ ](?:NW|NE|SW|SE|N|S|E|W)(?![\w]))?"
    r"(?:,?[ ](?:(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Fl)\.?[ ]?|\#[ ]?)\w{1,5}(?![\w]))?",
    # 12 bis, rue de Rivoli
    r"\d{1,4}(?:[ ]?(?:bis|ter|[a-zA-Z](?![\w])))?,?[ ](?:rue|avenue|av\.|boulevard|bd\.?|place|"
    r"chemin|impasse|allée|allées|quai|cours|route|square|passage|faubourg)"
    rf"[ ](?:(?:de|du|des|la|le|les|l['’]|d['’])[ ]?)*{_NAME}(?:[ -](?:de|du|la|{_NAME}))*",
    # Calle Mayor 5, Via Roma, 10, Rua Augusta 24
    rf"(?:Calle|C/|Avenida|Avda\.|Av\.|Paseo|Pº|Plaza|Pza\.|Ronda|Carrer|Via|Viale|V\.le|Piazza|"
    r"P\.zza|Corso|Largo|Vicolo|Rua|Praça|Travessa|Alameda)[ ]"
    r"(?:(?:de|del|della|la|las|el|los|da|do|das|dos|dei|degli|delle)[ ])*"
    rf"{_NAME}(?:[ ](?:(?:de|del|della|la|da|do|dos|e|y)[ ])*{_NAME})*,?[ ](?:n\.?º?[ ]?)?{_NUMBER}"
    r"(?:,?[ ]\d{1,2}\.?[º°ªo](?:[ ]?(?:[A-Z](?![\w])|(?:izq|dcha|dto|esq)\.?))?)?",
    # Keizersgracht 123, Storgatan 5, Lilla Vägen 3B
    rf"(?:{_NAME}[ ])?{_NAME}(?:straat|gracht|laan|plein|kade|weg|gatan|vägen|gränd|gade|vej|gata|"
    rf"veien|katu|tie)[ ]{_NUMBER}",
    rf"(?:{_NAME}[ ])+(?:Vägen|Gatan|Gränd|Allé|Straat|Laan|Gade|Vej|Gate|Vei)[ ]{_NUMBER}",
    rf"(?:ul|al|pl|os|Ul|Al|Pl|Os)\.[ ](?:{_NAME}|\d{{1,2}})(?:[ ]{_NAME})*[ ]{_NUMBER}"
    r"(?:[ ]?m\.?[ ]?\d{1,3})?",
    # Atatürk Caddesi No: 12
    rf"(?:{_NAME}[ ](?:Mahallesi|Mah\.),?[ ])?(?:{_NAME}[ ])+(?:Caddesi|Cad\.|Cd\.|Sokağı|Sokak|"
    r"Sok\.|Sk\.|Bulvarı|Blv\.)"
    rf",?[ ](?:No[:.]?[ ]?)?{_NUMBER}(?:[ ]?(?:D|Daire|Kat|K)[:.][ ]?\d{{1,3}})*",
    # PO Box 1234
    r"(?:P\.?[ ]?O\.?[ ]?Box|Postfach|Apartado(?:[ ]de[ ]correos)?|Casella[ ]postale|Postbus|"
    r"Boîte[ ]postale|Skrytka[ ]pocztowa)[ ]\d{1,3}(?:[ ]?\d{1,3})*",
)
_POSTCODE = (
    r"(?:(?:[A-Z]{1,2}-)?\d{4,5}|\d{2}-\d{3}|(?:[A-Z]{1,2}-)?\d{3}[ ]\d{2}|\d{4}[ ][A-Z]{2}|"
    r"\d{4}-\d{3})"
)
_BRITISH = r"[A-Z]{1,2}\d[A-Z\d]?[ ]\d[A-Z]{2}"
_PLACE = (
    rf"{_NAME}(?:[ -](?:am|an|der|sur|la|le|les|de|di|do|da|nad|u|{_NAME}))*"
    rf"(?:[ ]\d{{1,2}}(?![\w.,:])|/{_NAME})?"
)
_BEHIND = (
    rf"(?:,?\s{{1,3}}{_POSTCODE}[ ]{_PLACE}"
    rf"|,?\s{{1,2}}(?:{_PLACE},\s)?{_PLACE}(?:,\s?[A-Z]{{2}})?,?\s{{1,2}}"
    rf"(?:\d{{5}}(?:-\d{{4}})?|{_BRITISH}))"
)
_ADDRESS = re.compile(rf"(?<![\w-])(?:{'|'.join(_STREETS)})(?![\w]){_BEHIND}?")
_BY_POSTCODE = re.compile(
    rf"(?<![\w-]){_NAME}(?:[ ][\wÀ-ž-]+){{0,2}}[ ]{_NUMBER},?\s{{1,3}}"
    r"(?:(?:[A-Z]{1,2}-)?\d{5}|(?:[A-Z]{1,2}-)?\d{3}[ ]\d{2}|\d{2}-\d{3}|\d{4}-\d{3}|"
    r"\d{4}[ ][A-Z]{2}|(?:A|CH|B|L|DK|NO|N)-\d{4})(?![\d-])"
    rf"[ ]{_PLACE}"
)
_HAN, _KANA = "\u4e00-\u9fff", "\u3040-\u30ffー々"
_EASTERN = re.compile(
    rf"(?:〒\s?\d{{3}}-\d{{4}}\s*)?[{_HAN}]{{2,3}}[都道府県][{_HAN}{_KANA}]{{1,12}}?[市区町村郡]"
    rf"[{_HAN}{_KANA}]{{0,16}}[0-9０-９][0-9０-９\-－−‐丁目番地号の]*"
    r"|〒\s?\d{3}-\d{4}"
    rf"|(?:[{_HAN}]{{2,8}}(?:省|自治区))?[{_HAN}]{{2,6}}市(?:[{_HAN}]{{1,6}}[区县])?"
    rf"[{_HAN}]{{1,10}}(?:路|街|大道|巷|胡同)\d{{1,5}}号(?:[{_HAN}\d]{{0,8}}[室楼栋层])?"
    r"|[가-힣]{2,8}(?:시|도)\s(?:[가-힣]{1,6}시\s)?[가-힣]{1,6}(?:구|군)\s[가-힣\d]{1,12}(?:로|길)"
    r"\s?\d{1,5}(?:-\d{1,4})?"
)


def postal_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Places of addresses, those that a street tells first; they may overlap."""
    if not any(char.isdigit() for char in text):
        return
    for pattern in (_ADDRESS, _BY_POSTCODE) if text.isascii() else _ALL:
        for match in pattern.finditer(text):
            yield match.span()


_ALL = (_ADDRESS, _BY_POSTCODE, _EASTERN)
