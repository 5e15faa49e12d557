"""What a voice is learnt from: each text as question and answer."""

from desktop_app.widgets.examples.dialog import ExamplesDialog
from desktop_app.widgets.examples.panel import ExamplesPreview

__all__ = ["ExamplesDialog", "ExamplesPreview"]
