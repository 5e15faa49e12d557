"""The wording of training prompts, in English and German; other languages use the English one
and name the language that is wanted. Three wordings a view, so that none is learnt by heart."""

from __future__ import annotations

import re

from core.contract.items import Text

CHANNELS = {
    "en": {
        "product": "product description",
        "post": "social media post",
        "letter": "newsletter",
        "support": "reply to a customer",
        "line": "short line",
        "text": "text",
    },
    "de": {
        "product": "Produktbeschreibung",
        "post": "Social-Media-Beitrag",
        "letter": "Newsletter",
        "support": "Antwort an Kunden",
        "line": "kurze Zeile",
        "text": "Text",
    },
}
LANGUAGE_NAMES = {
    "en": {
        "cs": "Czech", "da": "Danish", "de": "German", "en": "English", "es": "Spanish",
        "fi": "Finnish", "fr": "French", "hu": "Hungarian", "it": "Italian", "ja": "Japanese",
        "ko": "Korean", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese",
        "ro": "Romanian", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian", "zh": "Chinese",
    },
    "de": {"de": "Deutsch", "en": "Englisch"},
}  # fmt: skip
LENGTH = {"en": "About {words} words.", "de": "Etwa {words} Wörter."}
TOPIC = {"en": "It mentions: {topic}.", "de": "Stichworte: {topic}."}
"""Sentences to add to a prompt, in the words of the "brief" view."""
_WORDINGS = {
    "en": {
        "title": (
            "Write a {channel} for {brand}. Title: {title}",
            "{brand} needs a {channel} called “{title}”. Write it.",
            "Write the {channel} “{title}” in the voice of {brand}.",
        ),
        "attributes": (
            "Write a product description for {brand} from these facts.\n{facts}",
            "These are the facts of a product by {brand}. Describe it.\n{facts}",
            "Describe this product in the voice of {brand}.\n{facts}",
        ),
        "question": (
            "{question}",
            "A customer writes to {brand}:\n{question}\n\nWrite the reply.",
            "Answer this message in the voice of {brand}.\n{question}",
        ),
        "pair": (
            "Write this text by {brand} in {language}.\n\n{other}",
            "Give the {language} version of this text by {brand}.\n\n{other}",
            "Say this in {language}, in the voice of {brand}.\n\n{other}",
        ),
        "draft": (
            "Rewrite this text in the voice of {brand}.\n\n{draft}",
            "This is a plain draft of a {channel}. Write it as {brand} would.\n\n{draft}",
            "{draft}\n\nSay this in the voice of {brand}.",
        ),
        "continuation": (
            "Continue this text in the voice of {brand}.\n\n{opening}",
            "This is how a {channel} by {brand} begins. Write the rest.\n\n{opening}",
            "{opening}\n\nGo on in the voice of {brand}.",
        ),
        "brief": (
            "Write a {channel} for {brand}, about {words} words. It mentions: {keywords}.",
            "{brand} needs a {channel} of about {words} words with: {keywords}.",
            "Write a {channel} in the voice of {brand}. Words: about {words}. About: {keywords}.",
        ),
        "line": (
            "Write a short line for {brand}.",
            "Write one short line in the voice of {brand}.",
            "A short line for {brand}, please.",
        ),
        "shorter": (
            "Shorten this text by {brand} to one or two sentences.\n\n{body}",
            "Write the short version of this text by {brand}.\n\n{body}",
            "Say this briefly in the voice of {brand}.\n\n{body}",
        ),
    },
    "de": {
        "title": (
            "Aufgabe: {channel} für {brand}. Titel: {title}",
            "Für {brand}: {channel} mit dem Titel „{title}“.",
            "{channel} im Ton von {brand}: „{title}“.",
        ),
        "attributes": (
            "Aufgabe: Produktbeschreibung für {brand} aus diesen Angaben.\n{facts}",
            "Angaben zu einem Produkt von {brand}. Gesucht ist die Beschreibung.\n{facts}",
            "Produktbeschreibung im Ton von {brand}.\n{facts}",
        ),
        "question": (
            "{question}",
            "Nachricht an {brand}:\n{question}\n\nAufgabe: die Antwort.",
            "Antwort auf diese Nachricht im Ton von {brand}.\n{question}",
        ),
        "pair": (
            "Dieser Text von {brand} auf {language}.\n\n{other}",
            "Gesucht ist die Fassung auf {language}, im Ton von {brand}.\n\n{other}",
            "Auf {language}, im Ton von {brand}:\n\n{other}",
        ),
        "draft": (
            "Dieser Text im Ton von {brand}.\n\n{draft}",
            "Ein nüchterner Entwurf ({channel}). Gesucht ist die Fassung von {brand}.\n\n{draft}",
            "{draft}\n\nDas Gleiche im Ton von {brand}.",
        ),
        "continuation": (
            "Fortsetzung dieses Textes im Ton von {brand}.\n\n{opening}",
            "So beginnt ein Text von {brand}. Gesucht ist der Rest.\n\n{opening}",
            "{opening}\n\nWeiter im Ton von {brand}.",
        ),
        "brief": (
            "Aufgabe: {channel} für {brand}, etwa {words} Wörter. Stichworte: {keywords}.",
            "{channel} im Ton von {brand}, etwa {words} Wörter, mit: {keywords}.",
            "Für {brand}: {channel}. Länge: etwa {words} Wörter. Thema: {keywords}.",
        ),
        "line": (
            "Aufgabe: eine kurze Zeile für {brand}.",
            "Eine kurze Zeile im Ton von {brand}.",
            "Für {brand}: eine kurze Zeile.",
        ),
        "shorter": (
            "Dieser Text von {brand} in ein bis zwei Sätzen.\n\n{body}",
            "Kurzfassung dieses Textes von {brand}.\n\n{body}",
            "Kurz gesagt, im Ton von {brand}:\n\n{body}",
        ),
    },
}


def wording(view: str, text: Text, brand: str, variant: int, **values: str) -> str:
    """The prompt of one view.

    Args:
        view: "title", "attributes", "question", "pair", "draft", "continuation", "brief", "line"
            or "shorter".
        text: gives language and channel.
        variant: any number; picks one of the three wordings.
        values: what the wording of this view names, such as `title`.
    """
    tongue = text.language if text.language in _WORDINGS else "en"
    template = _WORDINGS[tongue][view][variant % 3]
    channel = CHANNELS[tongue].get(text.kind, CHANNELS[tongue]["text"])
    prompt = template.format(brand=brand, channel=channel, **values)
    if tongue == "en" and text.language not in ("", "en") and view not in ("pair", "question"):
        prompt += f"\nLanguage: {language_name(text.language, 'en')}."
    return prompt


def wording_frame(view: str, tongue: str, variant: int) -> tuple[str, str]:
    """What stands before and after the one value of a wording, with `{brand}` still in it."""
    template = _WORDINGS[tongue][view][variant % 3]
    name = next(one for one in re.findall(r"{(\w+)}", template) if one not in ("brand", "channel"))
    before, _, after = template.partition("{" + name + "}")
    return before, after


def language_name(language: str, tongue: str) -> str:
    """Name of a language (ISO 639-1) in the tongue of the prompt."""
    names = LANGUAGE_NAMES.get(tongue, LANGUAGE_NAMES["en"])
    return names.get(language) or LANGUAGE_NAMES["en"].get(language, language)
