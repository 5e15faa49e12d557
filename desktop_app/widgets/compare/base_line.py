"""Says when the model is no longer quite what an adapter on the board was trained on."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.models.library import shown_name
from desktop_app.state.compare import CompareState
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import label


class BaseLine(QWidget):
    """Hidden while there is nothing to say, and while names are hidden."""

    def __init__(self, board: CompareState) -> None:
        """Follows the state."""
        super().__init__()
        self.board = board
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE[1], 0, SPACE[1], 0)
        self.says = label("", "muted")
        self.says.setObjectName("compare.baseChanged")
        self.says.setWordWrap(True)
        row.addWidget(self.says, 1)
        for name in ("model", "models", "layout", "adapters", "blind", "ready"):
            getattr(board, name + "_changed").connect(self._show)
        self._show()

    def _show(self, _changed: object = None) -> None:
        names = [] if self.board.blind or not self.board.ready else self._touched()
        self.setVisible(bool(names))
        if names and self.board.model is not None:
            says = self.tr(
                "{model} has other settings, another vocabulary or another template of "
                "conversations than when {adapters} learnt from it. It can be used, but may "
                "answer a little differently."
            )
            self.says.setText(
                says.format(
                    model=shown_name(self.board.model.name),
                    adapters=", ".join(f"“{name}”" for name in names),
                )
            )

    def _touched(self) -> list[str]:
        """Names of the adapters on the board that knew the model as it was before."""
        model, records = self.board.model, self.board.records
        shown = {part.adapter_id for one in self.board.layout.columns for part in one.parts}
        return [
            record.name
            for key, record in records.items()
            if key in shown and model is not None and model.has_changed_since(record.base_hash)
        ]
