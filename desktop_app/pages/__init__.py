"""All pages, in the order of the rail. A new page: a file here and a line in `PAGES`.

A page's module is imported when it is first shown, so that the window is there at once.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from desktop_app.page import Page


@dataclass(frozen=True)
class PageInfo:
    """What the rail needs to know of a page before it is made."""

    name: str
    icon: str
    module: str
    kind: str
    place: str
    """ "step" for the four steps, "shelf" for what lies beside them, "end" for the rail's foot; any
    other is opened from a page."""
    needs_project: bool = True

    def load(self) -> type[Page]:
        """The page's class."""
        page: type[Page] = getattr(
            importlib.import_module(f"desktop_app.pages.{self.module}"), self.kind
        )
        return page


PAGES = (
    PageInfo("projects", "layers", "projects", "ProjectsPage", "home", needs_project=False),
    PageInfo("dataset", "images", "dataset", "DatasetPage", "step"),
    PageInfo("train", "graduation-cap", "train", "TrainPage", "step"),
    PageInfo("compare", "columns-3", "compare", "ComparePage", "step"),
    PageInfo("tables", "grid-2x2", "tables", "TablesPage", "compare"),
    PageInfo("export", "upload", "export", "ExportPage", "step"),
    PageInfo("adapters", "sparkles", "adapters", "AdaptersPage", "shelf", needs_project=False),
    PageInfo("models", "box", "models", "ModelsPage", "shelf", needs_project=False),
    PageInfo("settings", "settings", "settings", "SettingsPage", "end", needs_project=False),
    PageInfo("help", "circle-help", "help", "HelpPage", "end", needs_project=False),
)


def title(name: str) -> str:
    """A page's name in the reader's language."""
    translate = QCoreApplication.translate
    return {
        "projects": translate("pages", "Brands"),
        "dataset": translate("pages", "Photos and texts"),
        "train": translate("pages", "Train"),
        "compare": translate("pages", "Compare"),
        "tables": translate("pages", "From a table"),
        "export": translate("pages", "Export"),
        "adapters": translate("pages", "Adapters"),
        "models": translate("pages", "Models"),
        "settings": translate("pages", "Settings"),
        "help": translate("pages", "Help"),
    }[name]
