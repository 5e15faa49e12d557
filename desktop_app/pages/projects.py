"""All brands."""

from __future__ import annotations

from desktop_app.page import Page
from desktop_app.state.desk import Desk
from desktop_app.widgets.basics import EmptyState


class ProjectsPage(Page):
    """Shows the brands."""

    NAME, ICON, NEEDS_PROJECT = "projects", "layers", False

    def __init__(self, desk: Desk) -> None:
        """Empty at first."""
        super().__init__(desk)
        self.body.addWidget(EmptyState("layers", self.tr("Your brands")))
