"""The right panel about quality: the light, the findings, their remedies."""

from desktop_app.widgets.findings.panel import FindingsPanel

__all__ = ["FindingsPanel"]
