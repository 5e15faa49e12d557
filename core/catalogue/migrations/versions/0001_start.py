"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One transaction together with every other step; referred tables first."""
    _about()
    _project()
    _board()
    _dataset()
    _export()
    _finding()
    _run()
    _adapter()
    _item()
    _result()
    _adapter_item()
    _finding_item()


def _about() -> None:
    op.create_table(
        "about",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_about")),
        sqlite_strict=True,
    )


def _project() -> None:
    op.create_table(
        "project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("colours", sa.Text(), nullable=False),
        sa.Column("logo", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("class_word", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("updated", sa.Text(), nullable=False),
        sa.Column("binned", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sqlite_strict=True,
    )


def _board() -> None:
    op.create_table(
        "board",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("binned", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_board_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_board_binned"), "board", ["binned"])
    op.create_index(op.f("ix_board_project_id"), "board", ["project_id"])


def _dataset() -> None:
    op.create_table(
        "dataset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('photo', 'text')", name=op.f("ck_dataset_kind_known")),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_dataset_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dataset")),
        sa.UniqueConstraint("id", "project_id", name=op.f("uq_dataset_id_project_id")),
        sa.UniqueConstraint(
            "project_id", "kind", "name", name=op.f("uq_dataset_project_id_kind_name")
        ),
        sqlite_strict=True,
    )


def _export() -> None:
    op.create_table(
        "export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_export_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_export_project_id"), "export", ["project_id"])


def _finding() -> None:
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("say", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("ignored", sa.Integer(), nullable=False),
        sa.Column("ignored_reason", sa.Text(), nullable=False),
        sa.Column("ignored_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "severity IN ('ready', 'attention', 'blocks')", name=op.f("ck_finding_severity_known")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_finding_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_finding_project_id"), "finding", ["project_id"])


def _run() -> None:
    op.create_table(
        "run",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("model_name", sa.Text(), nullable=False),
        sa.Column("model_hash", sa.Text(), nullable=False),
        sa.Column("adapter_id", sa.Text(), nullable=False),
        sa.Column("adapter_name", sa.Text(), nullable=False),
        sa.Column("recipe", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("metrics", sa.Text(), nullable=False),
        sa.Column("ending", sa.Text(), nullable=False),
        sa.Column("versions", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("updated", sa.Text(), nullable=False),
        sa.Column("finished", sa.Text(), nullable=True),
        sa.Column("request", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('image', 'text')", name=op.f("ck_run_kind_known")),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'cancelled', 'failed', 'interrupted')",
            name=op.f("ck_run_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_run_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_run_project_id"), "run", ["project_id"])


def _adapter() -> None:
    op.create_table(
        "adapter",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("base_hash", sa.Text(), nullable=False),
        sa.Column("base_name", sa.Text(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("best_strength", sa.REAL(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("recipe", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=True),
        sa.Column("metrics", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("updated", sa.Text(), nullable=False),
        sa.Column("binned", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('image', 'text')", name=op.f("ck_adapter_kind_known")),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_adapter_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["run.id"], name=op.f("fk_adapter_run_id_run"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adapter")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_adapter_binned"), "adapter", ["binned"])
    op.create_index(op.f("ix_adapter_project_id"), "adapter", ["project_id"])
    op.create_index(op.f("ix_adapter_run_id"), "adapter", ["run_id"])


def _item() -> None:
    texts = (
        "kind sha256 original_path working_path name caption body fields language text_kind "
        "facts owner licence created"
    )
    op.create_table(
        "item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("dataset_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts.split()),
        sa.Column("original_sha", sa.Text(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("expires", sa.Text(), nullable=True),
        sa.Column("ignored", sa.Integer(), nullable=False),
        sa.Column("held_out", sa.Integer(), nullable=True),
        sa.Column("binned", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('photo', 'text')", name=op.f("ck_item_kind_known")),
        sa.ForeignKeyConstraint(
            ["dataset_id", "project_id"],
            ["dataset.id", "dataset.project_id"],
            name=op.f("fk_item_dataset_id_project_id_dataset"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_item_project_id_project"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint(
            "project_id", "kind", "sha256", name=op.f("uq_item_project_id_kind_sha256")
        ),
        sa.UniqueConstraint(
            "project_id", "original_sha", name=op.f("uq_item_project_id_original_sha")
        ),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_item_binned"), "item", ["binned"])
    op.create_index(op.f("ix_item_dataset_id_project_id"), "item", ["dataset_id", "project_id"])


def _result() -> None:
    op.create_table(
        "result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("mix", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("searchable", sa.Text(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("favourite", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.Column("binned", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('image', 'text')", name=op.f("ck_result_kind_known")),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_result_rating_known")),
        sa.ForeignKeyConstraint(
            ["board_id"], ["board.id"], name=op.f("fk_result_board_id_board"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_result_binned"), "result", ["binned"])
    op.create_index(op.f("ix_result_board_id"), "result", ["board_id"])


def _adapter_item() -> None:
    op.create_table(
        "adapter_item",
        sa.Column("adapter_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('photo', 'text')", name=op.f("ck_adapter_item_kind_known")),
        sa.ForeignKeyConstraint(
            ["adapter_id"],
            ["adapter.id"],
            name=op.f("fk_adapter_item_adapter_id_adapter"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_adapter_item_item_id_item"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("adapter_id", "place", name=op.f("pk_adapter_item")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_adapter_item_item_id"), "adapter_item", ["item_id"])


def _finding_item() -> None:
    op.create_table(
        "finding_item",
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"],
            ["finding.id"],
            name=op.f("fk_finding_item_finding_id_finding"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_finding_item_item_id_item"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("finding_id", "item_id", name=op.f("pk_finding_item")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_finding_item_item_id"), "finding_item", ["item_id"])
