"""The language of the whole program: the window's texts, Qt's own, the core's, numbers and dates.

Texts are gathered and compiled by `packaging/translations.py`; a widget reads its texts when it is
made, so a window that is open must be made anew after `install`.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from core.language import LANGUAGES, best_language, set_language
from core.paths import resources

SYSTEM = "system"
_PLACES = re.compile(r"(\{[^{}]*\}|%n|%L?\d|&|<[^<>]*>)")
_ACCENTS = str.maketrans("AEIOUYaeiouyncsz", "ÀÉÎÖÛÝàéîöûýñçšž")
_MORE = 0.4
"""German and Finnish are up to so much longer than English."""
_installed: list[QTranslator] = []


def install(wanted: str = SYSTEM) -> str:
    """Speak this language from now on; returns its code.

    Args:
        wanted: a code of `core.language.LANGUAGES`, or "system" for what the computer speaks.
    """
    code = wanted if wanted in LANGUAGES else best_language(QLocale.system().uiLanguages())
    folder = resources() / "languages" / "window"
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    _replace([_loaded(f"qtbase_{code}", qt), _loaded(code, str(folder))])
    set_language(code)
    QLocale.setDefault(_locale(code))
    return code


def install_pseudo() -> None:
    """Texts with accents and 40 % longer, to see what would be cut off or was never translated."""
    _replace([_Pseudo()])


def _replace(translators: list[QTranslator]) -> None:
    for old in _installed:
        QCoreApplication.removeTranslator(old)
    _installed[:] = [one for one in translators if not one.isEmpty()]
    for one in _installed:
        QCoreApplication.installTranslator(one)


def _loaded(name: str, folder: str) -> QTranslator:
    """Empty where there is no such file: Qt speaks English by itself."""
    translator = QTranslator()
    translator.load(name, folder)
    return translator


def _locale(code: str) -> QLocale:
    """The computer's own where it speaks this language ("de-AT"), so that dates look familiar."""
    system = QLocale.system()
    return system if system.name().partition("_")[0] == code else QLocale(code)


class _Pseudo(QTranslator):
    """Makes every text longer instead of looking it up."""

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        return False

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        parts = _PLACES.split(source)
        said = "".join(
            part if _PLACES.fullmatch(part) else part.translate(_ACCENTS) for part in parts
        )
        return f"[{said}{'~' * round(_MORE * len(source))}]"
