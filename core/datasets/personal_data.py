"""Finds e-mail and postal addresses, phone, account and card numbers and names, by rule.

Account and card numbers must pass their check digits, so that order numbers and prices are left
alone. Names are only recognised where their surroundings tell, see `person_names`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from core.datasets.person_names import person_names
from core.datasets.postal_addresses import postal_addresses

DataKind = Literal["e-mail", "phone", "account", "card", "address", "name"]


@dataclass(frozen=True)
class PersonalData:
    """One place in a text; `start` and `end` are character positions."""

    kind: DataKind
    start: int
    end: int
    found: str

    @property
    def mask(self) -> str:
        """What stands in its place after masking."""
        return f"[{self.kind}]"

    @property
    def key(self) -> str:
        """The same for one address or number however it is written."""
        return key_of(self.found)


def key_of(found: str) -> str:
    """`PersonalData.key` of what was found."""
    return re.sub(r"[^\w@+]", "", found).casefold()


_EAST = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Scripts that put no space around an address."""
_W = rf"[^\W{_EAST}]"
_EMAIL = re.compile(
    rf"(?<!{_W})(?<![.+'-])(?:{_W}|[.+'’-])*(?:{_W}|[+-])@(?:{_W}|-)+(?:\.(?:{_W}|-)+)*"
    rf"\.[^\W\d_{_EAST}]{{2,24}}(?!{_W}|@)"
)
_HIDDEN_EMAIL = re.compile(  # info(at)brand.de, info AT brand DOT de
    rf"(?<!{_W})(?<![.+-])(?:{_W}|[.+-])*(?:{_W}|[+-]) ?[(\[{{](?:at|ät|arroba|chiocciola)[)\]}}] ?"
    r"[\w-]+(?:(?:\.| ?[(\[{](?:dot|punkt|punto|point)[)\]}] ?)[\w-]+)+"
    r"|(?<![\w.+-])[\w.+-]*[\w+-] AT [\w-]+(?: (?:DOT|PUNKT|PUNTO|POINT) [\w-]+)+",
)
_SEP = "[ \u00a0\u202f.-]"
_IBAN = re.compile(rf"\b[A-Za-z]{{2}}\d{{2}}(?:{_SEP}?[A-Za-z0-9]){{11,30}}(?![A-Za-z0-9])")
_POLISH = re.compile(r"(?<![\w-])\d{2}(?:[ \u00a0-]?\d{4}){6}(?![\w-])")
"""Written without the country, as Poles write their account numbers."""
_CARD = re.compile(rf"(?<![\w+.-])\d(?:{_SEP}?\d){{12,18}}(?![\w-]|\.\d)")
_BESIDE = rf"(?!{_W}|[.,]\d|-{_W})"
_PHONE = re.compile(
    rf"(?<!{_W})(?<![.,+/-])(?<!\d{{4}} )(?:"  # behind four digits it is a card's or a code's
    r"(?:\+|00)[1-9]\d{0,2}[ \u00a0./-]{0,2}(?:\(0\)[ ]?)?"
    r"(?:\(?\d+\)?[ \u00a0./-]{0,3}){1,6}\d"
    r"|\(0?\d{2,5}\)[ ./-]{0,3}\d{2,5}(?:[ ./-]?\d{2,5}){1,3}"  # (555) 123-4567
    r"|0\d{1,5}(?:[ \u00a0./-]{1,3}\d{2,8}){1,5}"  # 030 1234567, 01 23 45 67 89
    r"|(?:1[-.])?[2-9]\d{2}[-.]\d{3}[-.]\d{4}"  # 555-123-4567
    rf"){_BESIDE}"
)
_CHINESE = re.compile(r"(?<![\d.,-])1[3-9]\d(?:\d{8}|[ -]\d{4}[ -]\d{4})(?![\d.,-]*\d)")
"""Mobile numbers, told by their beginning alone; only looked for beside Chinese signs."""
_CALLED = re.compile(  # Tel. 612 34 56 78: a word before it tells what no pattern of digits can
    r"(?:\b(?:tel|telf|fon|phone|telephone|telefon\w*|teléfono|telefone|telefono|téléphone|tél|"
    r"mobile?|mobiel|mobil\w*|móvil|telemóvel|celular|cellulare|cell|handy|portable|komórka|cep|fax|"
    r"whatsapp|call|dial|text|ring\w*|bel|reach \w+ (?:at|on)|anruf|ruf\w*|durchwahl|hotline|"
    r"unter der nummer|meine nummer|my number|mon numéro|mi número|il mio numero|mijn nummer|"
    r"appelez|appelle|joindre|joignez|ll[aá]m\w+|chiam\w+|liga\w*|ligue|ligar|zadzwoń|dzwoń|zavolejte|"
    r"volejte|arayın|ara|numer|numéro|número|numero)\b"
    r"|电话|手机|致电|微信|電話|携帯|전화|휴대폰|문의|هاتف|جوال|اتصل\w*|الهاتف|телефон\w*|тел)"
    r"(?:[ \u00a0]+(?:us|me|him|her|at|on|to|is|ist|unter|an|am|auf|auch|uns|mich|au|le|moi|al|a|"
    r"il|lo|para|o|na|pod|numer|nr|op|naar|på|til|est|es|è|no|على|الرقم|nous|nos|meg|"
    r"bizi|beni|mig|oss|(?-i:[A-ZÀ-Þ][\w’-]{2,}))\b){0,3}"
    r"[.:：]{0,2}[ \u00a0]{0,2}(\+?\(?\d(?:[ \u00a0./()-]{0,2}\d){5,14})" + _BESIDE,
    re.IGNORECASE,
)
_CHINESE_SIGN = re.compile("[\u4e00-\u9fff]")
_ORDERED = re.compile(  # numbers that are called something else
    r"(?:(?:nr|nummer|number|nummern|numer|čísl\w|artikel\w*|bestell\w*|order\w*|kunden\w*|rechnung\w*|"
    r"invoice\w*|charge|charge[nr]\w*|serie[ns]?|serial\w*|品番|型番|番号|货号|订单号|编号|품번|번호|الطلب|الصنف)|"
    r"\b(?:no|num|art|sku|r[ée]f\w*|ean|isbn|id|model\w*|modell\w*|code|batch|lot|lote|lotto|"
    r"pedido|encomenda|commande|ordine|bestelling|c[óo]dig[oe]|zamówieni\w*|objednávk\w*|sipariş\w*))"
    r"[.:#：]{0,2} ?(?:nr|no|n[º°]|nummer|number)?[.:#：]{0,2} ?$",
    re.IGNORECASE,
)
_CALLED_SO = re.compile(
    r"\b(?:tel|phone|fon|fax|mobil|handy)\w*[ .:-]*\w*[.:#]{0,2} ?$"
    r"|\b(?:meine|unsere|my|our|mijn|onze|mon|notre|mi|nuestro|mio|min|mitt|mój|moje) n\w+"
    r"[.:#]{0,2} ?$",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{1,2}([./-])\d{1,2}\1(?:\d{2}|\d{4})|\d{4}([./-])\d{1,2}\2\d{1,2}")
_FEWEST_DIGITS = 10
"""Of an IBAN, so that words are none."""
_IBAN_LENGTHS = {
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20,
    "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26,
    "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15,
    "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TR": 26,
}  # fmt: skip
"""Characters of an IBAN by country (ISO 13616 registry); others are taken at any length."""


def find_personal_data(text: str) -> list[PersonalData]:
    """Every place in the order of the text; places do not overlap."""
    found: list[PersonalData] = []
    for place in _candidates(text):
        if all(place.end <= other.start or place.start >= other.end for other in found):
            found.append(place)
    return sorted(found, key=lambda place: place.start)


def mask(text: str, keep: frozenset[str] = frozenset()) -> str:
    """The text with each place replaced by its mask; nothing else changes.

    Args:
        keep: keys (`PersonalData.key`) of the brand's own addresses, which stay.
    """
    parts, position = [], 0
    for place in find_personal_data(text):
        if place.key not in keep:
            parts += [text[position : place.start], place.mask]
            position = place.end
    return "".join([*parts, text[position:]])


def _candidates(text: str) -> Iterator[PersonalData]:
    """The strictest rule first, for it decides where two overlap."""
    for pattern in (_EMAIL, _HIDDEN_EMAIL):
        yield from (_place("e-mail", match.span(), text) for match in pattern.finditer(text))
    yield from _accounts(text)
    for match in _CARD.finditer(text):
        if _is_card(re.sub(r"\D", "", match.group())):
            yield _place("card", match.span(), text)
    patterns = [(_PHONE, 0), (_CALLED, 1)]
    if _CHINESE_SIGN.search(text):
        patterns.append((_CHINESE, 0))
    for pattern, group in patterns:
        for match in pattern.finditer(text):
            if _is_phone(match.group(group)) and not _is_ordered(text[: match.start(group)]):
                yield _place("phone", match.span(group), text)
    yield from (_place("address", span, text) for span in postal_addresses(text))
    yield from (_place("name", span, text) for span in person_names(text))


def _accounts(text: str) -> Iterator[PersonalData]:
    for match in _IBAN.finditer(text):
        if (length := _iban_length(match.group())) > 0:
            yield _place("account", (match.start(), match.start() + length), text)
    for match in _POLISH.finditer(text):
        if _iban_length("PL" + match.group()):
            yield _place("account", match.span(), text)


def _place(kind: DataKind, span: tuple[int, int], text: str) -> PersonalData:
    return PersonalData(kind, *span, text[slice(*span)])


def _iban_length(written: str) -> int:
    """How many characters of `written` are a valid IBAN, 0 where none are.

    The check is ISO 7064 mod 97-10 over the digits with the first four characters moved behind.
    """
    plain = re.sub(_SEP, "", written).upper()
    if plain[:2] not in _IBAN_LENGTHS and not re.fullmatch("[A-Z0-9 \u00a0]+", written):
        return 0  # capitals in groups of four make an unknown country's likely enough
    wanted = _IBAN_LENGTHS.get(plain[:2], len(plain))
    account = plain[:wanted]
    digits = "".join(str(int(char, 36)) for char in account[4:] + account[:4])
    few = sum(char.isdigit() for char in account) < _FEWEST_DIGITS
    if len(account) < wanted or few or int(digits) % 97 != 1:
        return 0
    seen = 0
    for position, char in enumerate(written):
        seen += char.isalnum()
        if seen == wanted:
            return position + 1
    return len(written)


def _is_card(digits: str) -> bool:
    """Luhn's check (ISO/IEC 7812-1), and a beginning that payment cards have."""
    second_series = len(digits) == 16 and 2221 <= int(digits[:4]) <= 2720
    if (digits[0] not in "3456" and not second_series) or len(set(digits)) == 1:
        return False
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (1 + place % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0


def _is_ordered(before: str) -> bool:
    """Whether what stands before a number calls it an article's, an order's, a customer's."""
    near = before[-24:]
    return bool(_ORDERED.search(near)) and not _CALLED_SO.search(near)


def _is_phone(written: str) -> bool:
    digits = re.sub(r"\D", "", written)
    return 7 <= len(digits) <= 15 and not _DATE.fullmatch(written.strip())
