"""What the pages on corpora say is run as it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from ddx.corpus.dictionary import page
from ddx.corpus.tally import Tally
from tests.corpus.invent import write_texts

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "corpus.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"### (.+?)\n\n```sql\n(.+?)```\n\n```python\n(.+?)```", PAGE, re.DOTALL)


def test_the_data_dictionary_is_that_of_the_tables() -> None:
    assert (DOCS / "data-dictionary.md").read_text(encoding="utf-8") == page()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    write_texts(folder / "reports", 30, chars=600)
    return folder


def test_queries_give_the_same_in_duckdb_and_in_pandas(
    corpus: Path, batch: Callable[..., Tally], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch(corpus / "reports", out=str(corpus / "out"), format="parquet")
    monkeypatch.chdir(corpus)
    assert len(QUERIES) == 4
    for title, sql, python in QUERIES:
        found = duckdb.sql(sql)
        names: dict[str, pd.DataFrame] = {}
        exec(python, names)
        assert list(names["answer"].columns) == found.columns, title
        expected = [tuple(row) for row in names["answer"].itertuples(index=False)]
        rows = found.fetchall()
        assert rows, title
        assert len(rows) == len(expected), title
        for row, wanted in zip(rows, expected, strict=True):
            assert row == pytest.approx(wanted), title
