"""What mailings and networks put behind a web address to follow readers: "?utm_source=mail"."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FOLLOWS = re.compile(
    r"(?:utm_\w+|fbclid|gclid|gclsrc|gbraid|wbraid|dclid|msclkid|ttclid|twclid|yclid|li_fat_id|igshid|"
    r"igsh|mc_cid|mc_eid|mkt_tok|_hsenc|_hsmi|_ga|_gl|epik|vero_id|vero_conv|oly_anon_id|oly_enc_id|"
    r"wickedid|pk_\w+|mtm_\w+|ref_src|ref_url|sc_cid|s_cid|cmpid|trk|spm)=[^&]*",
    re.IGNORECASE,
)
_QUERY = re.compile(r"(?<=[\w/])\?([^\s<>\"'#?]*[^\s<>\"'#?.,;:!)\]}»”’])")
_JOINT = re.compile(r"&(?:amp;)?")


def tracked(text: str) -> Iterator[tuple[int, int, str]]:
    """Places of queries that follow readers, and what is left of each; an address is never lost."""
    if "?" not in text:
        return
    for match in _QUERY.finditer(text):
        told = _JOINT.split(match.group(1))
        kept = [one for one in told if not _FOLLOWS.fullmatch(one)]
        if len(kept) < len(told):
            yield *match.span(), "?" + "&".join(kept) if kept else ""
