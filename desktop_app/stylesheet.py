"""The one stylesheet of the window, made from the tokens. Widgets name a role or a variant by a
property (`role="title"`, `variant="primary"`), never a colour."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

from desktop_app.tokens import FONTS, RADIUS_CARD, RADIUS_CONTROL, Tokens

_CHECK = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='16' height='16' viewBox='0 0 24 24' fill='none'"
    " stroke='{colour}' stroke-width='3' stroke-linecap='round' stroke-linejoin='round'>{shape}"
    "</svg>"
)
_SHAPES = {
    "check": "<path d='M20 6 9 17l-5-5'/>",
    "down": "<path d='m6 9 6 6 6-6'/>",
    "up": "<path d='m18 15-6-6-6 6'/>",
    "dot": "<circle cx='12' cy='12' r='4'/>",
}


def stylesheet(tokens: Tokens, scale: float = 1.0) -> str:
    """The QSS of one theme; `scale` enlarges all type."""
    return "\n".join(
        part(tokens, scale)
        for part in (_base, _labels, _buttons, _fields, _choices, _containers, _lists, _bars)
    )


def _size(role: str, scale: float) -> int:
    return round(FONTS[role][0] * scale)


def _base(t: Tokens, scale: float) -> str:
    return f"""
* {{ outline: 0; }}
QWidget {{ color: {t.text}; font-size: {_size("body", scale)}px; }}
QMainWindow, QDialog, QWidget#page, QWidget#frame {{ background: {t.background}; }}
QWidget#rail, QWidget#header {{ background: {t.surface}; }}
QWidget#rail {{ border-right: 1px solid {t.line}; }}
QWidget#header {{ border-bottom: 1px solid {t.line}; }}
QWidget#footer {{ background: {t.background}; border-top: 1px solid {t.line}; }}
QWidget#side {{ background: {t.surface}; border-left: 1px solid {t.line}; }}
QToolTip {{ background: {t.text}; color: {t.background}; border: 0; padding: 6px 8px; }}
"""


def _labels(t: Tokens, scale: float) -> str:
    roles = "\n".join(
        f'QLabel[role="{role}"] {{ font-size: {round(size * scale)}px; font-weight: {weight}; }}'
        for role, (size, weight) in FONTS.items()
    )
    tones = "\n".join(
        f'QLabel[tone="{tone}"] {{ color: {getattr(t, tone)}; }}'
        for tone in ("muted", "accent", "ready", "attention", "blocked")
    )
    return f"""
QLabel {{ background: transparent; }}
{roles}
QLabel[role="muted"], QLabel[role="small"] {{ color: {t.muted}; }}
{tones}
QLabel:disabled {{ color: {t.faint}; }}
QLabel[focused="true"] {{ border: 2px solid {t.accent}; border-radius: 6px; }}
"""


def _buttons(t: Tokens, scale: float) -> str:
    return f"""
QPushButton {{
  border-radius: {RADIUS_CONTROL}px; padding: 0 14px; min-height: 32px; font-weight: 500;
  background: {t.surface}; border: 1px solid {t.line_strong};
}}
QPushButton:hover {{ background: {t.accent_soft}; border-color: {t.accent}; }}
QPushButton:pressed {{ background: {t.sunken}; }}
QPushButton:disabled {{ color: {t.faint}; background: {t.sunken}; border-color: {t.line}; }}
QPushButton:focus {{ border: 2px solid {t.accent}; padding: 0 13px; min-height: 30px; }}
QPushButton[variant="primary"] {{
  background: {t.accent}; color: {t.accent_text}; border: 1px solid {t.accent};
  padding: 0 20px; min-height: 38px; font-size: {_size("body", scale)}px;
}}
QPushButton[variant="primary"]:hover {{ background: {t.accent_hover}; }}
QPushButton[variant="primary"]:focus {{
  border: 2px solid {t.text}; padding: 0 19px; min-height: 36px;
}}
QPushButton[variant="primary"]:disabled {{
  background: {t.sunken}; color: {t.muted}; border-color: {t.line};
}}
QPushButton[variant="quiet"], QPushButton[variant="danger"], QPushButton[variant="link"] {{
  background: transparent; border: 1px solid transparent; padding: 0 10px;
}}
QPushButton[variant="quiet"]:hover {{ background: {t.sunken}; }}
QPushButton[variant="danger"] {{ color: {t.blocked}; }}
QPushButton[variant="danger"]:hover {{ background: {t.blocked_soft}; }}
QPushButton[variant="link"] {{ color: {t.accent}; padding: 0 2px; text-align: left; }}
QPushButton[variant="link"]:hover {{ text-decoration: underline; }}
QPushButton[variant="quiet"]:focus, QPushButton[variant="danger"]:focus,
QPushButton[variant="link"]:focus {{ border: 2px solid {t.accent}; padding: 0 9px; }}
QPushButton[variant="link"]:focus {{ padding: 0 1px; }}
QPushButton[variant="quiet"]:disabled, QPushButton[variant="danger"]:disabled,
QPushButton[variant="link"]:disabled {{ color: {t.faint}; background: transparent; }}
QPushButton::menu-indicator {{ image: none; width: 0; }}
QToolButton {{
  border: 2px solid transparent; border-radius: {RADIUS_CONTROL}px; padding: 4px;
  background: transparent;
}}
QToolButton:hover {{ background: {t.sunken}; }}
QToolButton:pressed, QToolButton:checked {{ background: {t.accent_soft}; }}
QToolButton:focus {{ border-color: {t.accent}; }}
QToolButton::menu-indicator {{ image: none; }}
QPushButton[variant="nav"] {{
  background: transparent; border: 2px solid transparent; text-align: left; padding: 0 10px;
  min-height: 36px; font-weight: 500;
}}
QPushButton[variant="nav"]:hover {{ background: {t.sunken}; }}
QPushButton[variant="nav"]:checked {{ background: {t.accent_soft}; color: {t.accent}; }}
QPushButton[variant="nav"]:focus {{ border-color: {t.accent}; }}
QPushButton[variant="nav"]:disabled {{ color: {t.faint}; }}
QPushButton[variant="tab"] {{
  background: transparent; border: 0; border-bottom: 2px solid transparent; border-radius: 0;
  padding: 0 4px; min-height: 34px; color: {t.muted};
}}
QPushButton[variant="tab"]:hover {{ color: {t.text}; }}
QPushButton[variant="tab"]:checked {{ color: {t.text}; border-bottom-color: {t.accent}; }}
QPushButton[variant="tab"]:focus {{
  border: 2px solid {t.accent}; border-radius: 6px; padding: 0 2px;
}}
QPushButton[variant="segment"] {{
  background: transparent; border: 2px solid transparent; min-height: 26px; padding: 0 12px;
  border-radius: 6px; color: {t.muted};
}}
QPushButton[variant="segment"]:hover {{ color: {t.text}; }}
QPushButton[variant="segment"]:checked {{ background: {t.raised}; color: {t.text}; }}
QPushButton[variant="segment"]:focus {{ border-color: {t.accent}; }}
QPushButton[variant="card"] {{
  background: {t.surface}; border: 1px solid {t.line}; border-radius: {RADIUS_CARD}px;
  text-align: left; padding: 16px;
}}
QPushButton[variant="card"]:hover {{ border-color: {t.line_strong}; }}
QPushButton[variant="card"]:checked {{ border: 2px solid {t.accent}; background: {t.accent_soft};
  padding: 15px; }}
QPushButton[variant="card"]:focus {{ border: 2px solid {t.accent}; padding: 15px; }}
QPushButton[variant="chip"] {{
  border: 1px solid {t.line_strong}; border-radius: 15px; min-height: 28px; padding: 0 12px;
  background: {t.surface};
}}
QPushButton[variant="chip"]:hover {{ border-color: {t.accent}; }}
QPushButton[variant="chip"]:checked {{ background: {t.accent_soft}; border-color: {t.accent};
  color: {t.accent}; }}
QPushButton[variant="chip"]:focus {{ border: 2px solid {t.accent}; padding: 0 11px;
  min-height: 26px; }}
"""


def _fields(t: Tokens, scale: float) -> str:
    return f"""
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox, QDateEdit {{
  background: {t.surface}; border: 1px solid {t.line_strong}; border-radius: {RADIUS_CONTROL}px;
  padding: 5px 9px; selection-background-color: {t.accent};
  selection-color: {t.accent_text}; min-height: 20px;
}}
QLineEdit:hover, QPlainTextEdit:hover, QTextEdit:hover, QSpinBox:hover, QDoubleSpinBox:hover,
QComboBox:hover, QDateEdit:hover {{ border-color: {t.muted}; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QComboBox:focus, QDateEdit:focus {{ border: 2px solid {t.accent}; padding: 4px 8px; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QSpinBox:disabled,
QDoubleSpinBox:disabled, QComboBox:disabled, QDateEdit:disabled {{
  background: {t.sunken}; color: {t.faint}; border-color: {t.line};
}}
QAbstractSpinBox QLineEdit, QComboBox QLineEdit, QAbstractSpinBox QLineEdit:focus,
QComboBox QLineEdit:focus, QAbstractSpinBox QLineEdit:hover {{
  border: 0; padding: 0; background: transparent; min-height: 0;
}}
QLineEdit[invalid="true"], QPlainTextEdit[invalid="true"] {{ border-color: {t.blocked}; }}
QComboBox::drop-down, QDateEdit::drop-down {{ border: 0; width: 26px; }}
QComboBox::down-arrow, QDateEdit::down-arrow {{
  image: url("{_image("down", t.muted)}"); width: 14px; height: 14px;
}}
QComboBox QAbstractItemView {{
  background: {t.raised}; border: 1px solid {t.line_strong}; border-radius: {RADIUS_CONTROL}px;
  padding: 4px; selection-background-color: {t.accent_soft}; selection-color: {t.text};
}}
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button,
QDoubleSpinBox::down-button {{ border: 0; width: 20px; background: transparent; }}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {{
  image: url("{_image("up", t.muted)}"); width: 12px; height: 12px;
}}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {{
  image: url("{_image("down", t.muted)}"); width: 12px; height: 12px;
}}
"""


def _choices(t: Tokens, scale: float) -> str:
    return f"""
QCheckBox, QRadioButton {{ spacing: 8px; background: transparent; padding: 3px;
  border: 2px solid transparent; border-radius: 6px; }}
QCheckBox:focus, QRadioButton:focus {{ border-color: {t.accent}; }}
QCheckBox::indicator, QRadioButton::indicator {{
  width: 16px; height: 16px; border: 1px solid {t.muted}; background: {t.surface};
}}
QCheckBox::indicator {{ border-radius: 4px; }}
QRadioButton::indicator {{ border-radius: 9px; }}
QCheckBox::indicator:checked {{
  background: {t.accent}; border-color: {t.accent};
  image: url("{_image("check", t.accent_text)}");
}}
QRadioButton::indicator:checked {{
  background: {t.accent}; border-color: {t.accent}; image: url("{_image("dot", t.accent_text)}");
}}
QCheckBox::indicator:indeterminate {{ background: {t.accent_soft}; border-color: {t.accent}; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {t.faint}; }}
QSlider {{ min-height: 26px; background: transparent; border: 2px solid transparent;
  border-radius: 8px; }}
QSlider:focus {{ border-color: {t.accent}; }}
QSlider::groove:horizontal {{ height: 4px; background: {t.line_strong}; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ height: 4px; background: {t.accent}; border-radius: 2px; }}
QSlider::handle:horizontal {{
  width: 16px; height: 16px; margin: -6px 0; border-radius: 8px;
  background: {t.surface}; border: 2px solid {t.accent};
}}
QSlider::handle:horizontal:hover {{ background: {t.accent_soft}; }}
QSlider::sub-page:horizontal:disabled {{ background: {t.line_strong}; }}
QSlider::handle:horizontal:disabled {{ border-color: {t.line_strong}; }}
"""


def _containers(t: Tokens, scale: float) -> str:
    soft = "\n".join(
        f'QFrame#banner[kind="{kind}"] {{ background: {colour}; border: 1px solid {edge}; }}'
        for kind, colour, edge in (
            ("info", t.accent_soft, t.accent),
            ("ready", t.ready_soft, t.ready),
            ("attention", t.attention_soft, t.attention),
            ("blocked", t.blocked_soft, t.blocked),
        )
    )
    return f"""
QFrame#card {{ background: {t.surface}; border: 1px solid {t.line};
  border-radius: {RADIUS_CARD}px; }}
QFrame#card[selected="true"] {{ border: 2px solid {t.accent}; }}
QFrame#card[raised="true"] {{ background: {t.raised}; }}
QFrame#sunken {{ background: {t.sunken}; border: 0; border-radius: {RADIUS_CONTROL}px; }}
QFrame#dropArea {{ background: {t.surface}; border: 2px dashed {t.line_strong};
  border-radius: {RADIUS_CARD}px; }}
QFrame#dropArea[over="true"] {{ border-color: {t.accent}; background: {t.accent_soft}; }}
QFrame#line {{ background: {t.line}; border: 0; max-height: 1px; min-height: 1px; }}
QFrame#toast {{ background: {t.raised}; border: 1px solid {t.line_strong};
  border-radius: {RADIUS_CARD}px; }}
QFrame#drawer {{ background: {t.raised}; border-left: 1px solid {t.line_strong}; }}
QFrame#banner {{ border-radius: {RADIUS_CONTROL}px; }}
{soft}
QLabel#chip {{ background: {t.sunken}; border-radius: 9px; padding: 2px 9px;
  font-size: {_size("small", scale)}px; font-weight: 500; }}
QLabel#chip[tone="ready"] {{ background: {t.ready_soft}; color: {t.ready}; }}
QLabel#chip[tone="attention"] {{ background: {t.attention_soft}; color: {t.attention}; }}
QLabel#chip[tone="blocked"] {{ background: {t.blocked_soft}; color: {t.blocked}; }}
QLabel#chip[tone="accent"] {{ background: {t.accent_soft}; color: {t.accent}; }}
QGroupBox {{ border: 0; margin-top: 24px; font-weight: 500; }}
QGroupBox::title {{ subcontrol-origin: margin; left: 0; }}
QScrollArea {{ background: transparent; border: 2px solid transparent; border-radius: 6px; }}
QScrollArea:focus {{ border-color: {t.accent}; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
"""


def _lists(t: Tokens, scale: float) -> str:
    return f"""
QAbstractItemView {{ background: transparent; border: 2px solid transparent; border-radius: 6px;
  selection-background-color: {t.accent_soft}; selection-color: {t.text};
  alternate-background-color: {t.sunken}; }}
QAbstractItemView:focus {{ border-color: {t.accent}; }}
QAbstractItemView[bare="true"], QAbstractItemView[bare="true"]:focus {{ border: 0; }}
QListView::item, QTreeView::item {{ padding: 6px; border-radius: 6px; }}
QListView::item:hover, QTreeView::item:hover {{ background: {t.sunken}; }}
QListView::item:selected, QTreeView::item:selected {{ background: {t.accent_soft};
  color: {t.text}; }}
QAbstractItemView::indicator {{ width: 16px; height: 16px; border: 1px solid {t.muted};
  background: {t.surface}; border-radius: 4px; }}
QAbstractItemView::indicator:checked {{ background: {t.accent}; border-color: {t.accent};
  image: url("{_image("check", t.accent_text)}"); }}
QTableView {{ gridline-color: {t.line}; background: {t.surface}; border: 1px solid {t.line};
  border-radius: {RADIUS_CONTROL}px; }}
QTableView::item {{ padding: 0 8px; }}
QTableView::item:selected {{ background: {t.accent_soft}; color: {t.text}; }}
QTableView:focus {{ border: 2px solid {t.accent}; }}
QHeaderView {{ background: transparent; }}
QHeaderView::section {{ background: {t.surface}; color: {t.muted}; border: 0;
  border-bottom: 1px solid {t.line}; padding: 6px 8px; font-weight: 500; }}
QTableCornerButton::section {{ background: {t.surface}; border: 0; }}
QMenu {{ background: {t.raised}; border: 1px solid {t.line_strong};
  border-radius: {RADIUS_CONTROL}px; padding: 6px; }}
QMenu::item {{ padding: 7px 24px 7px 12px; border-radius: 6px; }}
QMenu::item:selected {{ background: {t.accent_soft}; }}
QMenu::item:disabled {{ color: {t.faint}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: 6px 4px; }}
QMenu::icon {{ padding-left: 8px; }}
"""


def _bars(t: Tokens, scale: float) -> str:
    return f"""
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 2px; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 2px; }}
QScrollBar::handle {{ background: {t.line_strong}; border-radius: 4px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover {{ background: {t.faint}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QProgressBar {{ background: {t.sunken}; border: 0; border-radius: 3px; max-height: 6px;
  min-height: 6px; text-align: center; color: transparent; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
QSplitter::handle {{ background: {t.line}; }}
"""


def _image(shape: str, colour: str) -> str:
    """Path of a small drawing in a colour; QSS takes pictures from files only."""
    file = _folder() / f"{shape}-{colour.lstrip('#').lower()}.svg"
    if not file.exists():
        file.write_text(_CHECK.format(colour=colour, shape=_SHAPES[shape]), "utf-8")
    return file.as_posix()


@lru_cache(maxsize=1)
def _folder() -> Path:
    """A folder of this process alone: nobody else on the computer can own it or put things in."""
    made = Path(tempfile.mkdtemp(prefix="signet-style-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made
