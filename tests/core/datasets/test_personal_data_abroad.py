"""Personal data as other countries write them: masked to the letter, once, and nothing else."""

from __future__ import annotations

import time

import pytest

from core.datasets.personal_data import find_personal_data, mask
from tests.pace import within

WRITTEN = {
    "Llámanos al 655 12 34 56, sin prisa.": "Llámanos al [phone], sin prisa.",
    "Ligue para 913 456 789.": "Ligue para [phone].",
    "Zadzwoń: +48 602 345 678": "Zadzwoń: [phone]",
    "Tel.: 602 345 678": "Tel.: [phone]",
    "Bizi arayın: 0533 234 56 78": "Bizi arayın: [phone]",
    "お電話は06-1234-5678まで。": "お電話は[phone]まで。",
    "전화 031-123-4567로 주세요.": "전화 [phone]로 주세요.",
    "请致电13912345678。": "请致电[phone]。",
    "电话：021-87654321": "电话：[phone]",
    "هاتف: ٠٥٠ ٧٦٥ ٤٣٢١": "هاتف: [phone]",
    "Dial 1-212-555-0147 now": "Dial [phone] now",
    "Telefonisch unter 03012345678 erreichbar": "Telefonisch unter [phone] erreichbar",
    "Mijn nummer: 06-98765432.": "Mijn nummer: [phone].",
    "Mon portable : +33\u00a06\u00a098\u00a076\u00a054\u00a032": "Mon portable : [phone]",
    "Ufficio di Torino 011 1234567": "Ufficio di Torino [phone]",
    "邮箱wang.fang@example.cn欢迎来信": "邮箱[e-mail]欢迎来信",
    "Mail: kontakt AT beispiel DOT de": "Mail: [e-mail]",
    "an s.o'hara@example.com senden": "an [e-mail] senden",
    "Konto PL 61 1090 1014 0000 0712 1981 2874": "Konto PL [account]",
    "IBAN DE89.3704.0044.0532.0130.00": "IBAN [account]",
    "FR14\u00a02004\u00a01010\u00a00505\u00a00001\u00a03M02\u00a0606": "[account]",
    "Mastercard 2223 0031 2200 3222": "Mastercard [card]",
    "CB 4111.1111.1111.1111": "CB [card]",
    "350 Sixth Ave, Apt 4B, New York, NY 10118": "[address]",
    "PO Box 1234, Leeds LS1 4AP": "[address]",
    "Zieglergasse 45/2/11, 1070 Wien": "[address]",
    "Avda. de América, 14, 3º B, 28002 Madrid": "[address]",
    "ul. Długa 12/4, 31-147 Kraków": "[address]",
    "al. Niepodległości 54, 02-626 Warszawa": "[address]",
    "Lilla Vägen 3B, 411 05 Göteborg": "[address]",
    "Na Perštýně 7, 110 00 Praha 1": "[address]",
    "Bağdat Caddesi No: 112, 34728 Kadıköy/İstanbul": "[address]",
    "〒530-0001 大阪府大阪市北区梅田3-1-1": "[address]",
    "上海市黄浦区南京东路100号": "[address]",
    "부산광역시 해운대구 해운대로 570": "[address]",
    "Herzlichst\nAnna Berger": "Herzlichst\n[name]",
    "i. A. Michael Berger\nVersand": "i. A. [name]\nVersand",
    "Thank you so much!\nEmily Hart\nOrders": "Thank you so much!\n[name]\nOrders",
    "Bien cordialement\nJean Martin": "Bien cordialement\n[name]",
    "Estimada señora López:\nya está.": "Estimada señora [name]:\nya está.",
    "Hola, Carmen:\nya está.": "Hola, [name]:\nya está.",
    "Pozdrawiam serdecznie,\nMarek Nowak": "Pozdrawiam serdecznie,\n[name]",
    "Szanowny Panie Nowak,\njuż jest.": "Szanowny Panie [name],\njuż jest.",
    "Com os melhores cumprimentos,\nRui Costa": "Com os melhores cumprimentos,\n[name]",
    "Med vänlig hälsning\nBjörn Ek": "Med vänlig hälsning\n[name]",
    "S pozdravem\nPetr Novák": "S pozdravem\n[name]",
    "Saygılarımla,\nAyşe Demir": "Saygılarımla,\n[name]",
    "Sayın Fatma Demir,\nhazır.": "Sayın [name],\nhazır.",
    "佐藤様\nお届けします。": "[name]様\nお届けします。",
    "尊敬的王先生：您好": "尊敬的[name]先生：您好",
    "Sehr geehrte Frau Prof. Dr. Lang,\nda.": "Sehr geehrte Frau Prof. Dr. [name],\nda.",
}
NOTHING = [
    "品番03-1234-56、2025年11月3日発売。",
    "품번 010-1234-AB, 2025-11-03 출시.",
    "订单号13812345678已发货。",
    "货号 139 1234 5678",
    "Réf. 06 12 34 56 78, pedido 612 345 678",
    "ISBN 0306406152, charge 0123 456 789",
    "お客様各位\n皆様、奥様、模様、仕様",
    "고객님, 안녕하세요",
    "Cheers,\nEaster Bunny",
    "Hola, Verano:\nya era hora.",
    "Via libera a 3 novità, la plaza 12",
    "61 1090 1014 0000 0712 1981 2875",
    "2223 0031 2200 3223",
    "Pan Tadeusz, Pani Domu i pan młody",
    "Saygılarımla,\nPoyraz Ekibi",
    "Med vänliga hälsningar\nGlada Laget",
    "В 2025 году, 12 345 678 посетителей",
    "5 º piso, 3º B, 2.ª ed.",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_data_of_other_countries_are_masked_to_the_letter(text: str) -> None:
    assert mask(text) == WRITTEN[text]


@pytest.mark.parametrize("text", WRITTEN)
def test_what_is_masked_stays_as_it_is_when_masked_again(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize("text", NOTHING)
def test_numbers_and_words_of_other_countries_are_left_alone(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    "piece", ["Aaa ", "Straße ", "12 ", "a.a@", "+1 ", "Tel ", "ul. Ab ", "A-"]
)
def test_long_runs_of_what_might_be_data_take_no_minutes(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    start = time.process_time()
    find_personal_data(text)
    assert within(time.process_time() - start, 3)
