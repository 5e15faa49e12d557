"""The right panel about what is selected: captions, rights, picture, details."""

from desktop_app.widgets.captions.panel import CaptionPanel

__all__ = ["CaptionPanel"]
