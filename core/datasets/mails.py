"""A mail saved as a file (EML, RFC 5322) to its own words. Runs in the decoder process.

Only the subject and one body are taken: no addresses, no attachments, no parts of other mails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from core.datasets.text_decoding import decode
from core.errors import KnownError
from core.language import say

_MOST_PARTS = 200
_LONGEST_SUBJECT = 1000
_BODIES = ("text/plain", "text/html")
"""The one that is taken first is the one that people see without a browser."""


@dataclass(frozen=True)
class Mail:
    """What is taken from a mail; `body` is HTML where `is_html` is true."""

    subject: str
    body: str
    is_html: bool


def read_mail(data: bytes) -> Mail:
    """Subject and body of a mail.

    Raises:
        KnownError: it has no body of text.
    """
    message = BytesParser(policy=compat32).parsebytes(data)
    bodies: dict[str, str] = {}
    for number, part in enumerate(message.walk()):
        kind = part.get_content_type()
        attached = part.get_content_disposition() == "attachment"
        if number >= _MOST_PARTS or kind == "message/rfc822":
            break
        if kind in _BODIES and kind not in bodies and not part.is_multipart() and not attached:
            words = _words(part)
            if re.search(r"\w", words):
                bodies[kind] = words
    kind = next((one for one in _BODIES if one in bodies), "")
    if not kind:
        raise KnownError(
            say("There is no text in this mail."), say("Leave it out, or check its contents.")
        )
    return Mail(_subject(message), bodies[kind], kind == "text/html")


def _words(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        words = data.decode(part.get_content_charset("utf-8"))
    except (LookupError, UnicodeDecodeError):
        words, _ = decode(data)  # the charset is unknown, or not the one it is written in
    words = words.replace("\r\n", "\n")
    if str(part.get_param("format", "")).lower() == "flowed":  # RFC 3676, section 4.2
        words = re.sub(r"(?<!--) \n(?![>\n])", " ", words)
    return words


def _subject(message: Message) -> str:
    written = str(message.get("Subject", ""))[:_LONGEST_SUBJECT]
    try:
        parts = [
            one if isinstance(one, str) else one.decode(charset or "utf-8", errors="replace")
            for one, charset in decode_header(written)
        ]
    except (HeaderParseError, LookupError, ValueError):
        return ""
    return " ".join("".join(parts).split())
