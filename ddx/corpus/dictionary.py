"""The data dictionary as a page: `python -m ddx.corpus.dictionary > docs/data-dictionary.md`."""

from __future__ import annotations

from ddx.corpus.tables import TABLES

_HEAD = """# Data dictionary

The tidy tables that `ddx batch` writes with `-f parquet`, `-f csv` and `-f xlsx`, and on Spark. Made from
`ddx/corpus/tables.py` by `python -m ddx.corpus.dictionary`. In Parquet the same words stand in the metadata
of each column, under `about`.

Tables join by `text_id`, and what hangs on a directive by `text_id` and `directive`. Types: text, integer,
number (floating point), flag (true or false) and date. What is not known is null, and empty in CSV.
"""


def page() -> str:
    """The whole page, as Markdown."""
    parts = [_HEAD]
    for table in TABLES:
        rows = "\n".join(f"| `{column.name}` | {column.kind} | {column.about} |" for column in table.columns)
        parts.append(
            f"## {table.name}\n\n{table.about}\n\n| column | type | what it holds |\n|---|---|---|\n{rows}\n"
        )
    return "\n".join(parts)


if __name__ == "__main__":
    print(page(), end="")
