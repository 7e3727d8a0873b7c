"""Spark in local mode. Left out where PySpark or Java is missing, except by `make spark`, which CI runs."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq
import pytest

from ddx.corpus.limits import Limits
from ddx.corpus.on_spark import UNHURRIED
from ddx.corpus.recipe import Recipe
from ddx.corpus.tables import TABLES
from ddx.corpus.tally import Tally
from tests.corpus.deadly import DeadlyRecipe
from tests.corpus.invent import invent

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

if not os.environ.get("DDX_TEST_SPARK"):
    pytest.importorskip("pyspark")
    if not shutil.which("java"):
        pytest.skip("Spark needs Java", allow_module_level=True)

Run = Callable[..., Tally]
# Java compiles what it runs with less care and in half the time: a test is over before more would pay.
QUICK_JAVA = "-XX:TieredStopAtLevel=1"


def ddx_batch(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ddx", "batch", "--engine", "spark", *map(str, arguments)]
    whole = {**os.environ, "JDK_JAVA_OPTIONS": QUICK_JAVA, **environment}
    return subprocess.run(command, capture_output=True, text=True, env=whole)


def table_rows(folder: Path, table: str) -> list[str]:
    """The rows of a table in an order of their own; Spark keeps none."""
    found = pyarrow.dataset.dataset(folder / f"{table}.parquet", format="parquet").to_table()
    return sorted(json.dumps(row, default=str) for row in found.to_pylist())


def assert_same_rows(one: Path, other: Path) -> None:
    for table in TABLES:
        rows = table_rows(one, table.name)
        assert rows
        assert rows == table_rows(other, table.name)


def test_spark_gives_row_for_row_what_the_pool_gives(batch: Run, tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"id": f"r{n:04}", "text": invent(n, 150), "date": f"20{n % 30:02}" if n % 2 else None}
        for n in range(1998)
    ]
    rows += [{"id": "none", "text": None}, {"id": "large", "text": "要抓好工作。" * 1000}]
    source = tmp_path / "in.parquet"
    pq.write_table(pa.Table.from_pylist(rows), source)
    ran = ddx_batch(
        source, "-o", tmp_path / "spark.parquet", "--master", "local[2]", "--max-size", "9K", "-d", "2020"
    )
    assert ran.returncode == 2, ran.stderr
    assert "ddx: none: the record has no text" in ran.stderr
    assert "ddx: large: larger than --max-size (9,216 bytes)" in ran.stderr
    here = [sys.executable, "-m", "ddx", "batch", str(source), "-o", str(tmp_path / "pool.parquet"), "-q"]
    pool = subprocess.run([*here, "--max-size", "9K", "-d", "2020"], capture_output=True, text=True)
    assert pool.returncode == 2, pool.stderr
    assert len(table_rows(tmp_path / "pool.parquet", "texts")) == 2000
    assert_same_rows(tmp_path / "spark.parquet", tmp_path / "pool.parquet")


def test_a_folder_of_files(batch: Run, texts: Path, tmp_path: Path) -> None:
    (texts / "000" / "在会上的讲话 之一.txt").write_bytes("要抓好工作，推进各项任务。".encode("gb18030"))
    (texts / "bad.txt").write_bytes(b"\x00\x01")
    (texts / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    ran = ddx_batch(texts, "-o", tmp_path / "spark", "-f", "parquet", "--master", "local[2]", "-q")
    assert ran.returncode == 2, ran.stderr
    batch(texts, out="pool", format="parquet")
    assert_same_rows(tmp_path / "spark", tmp_path / "pool")


def test_json_lines_and_rules_of_ones_own(batch: Run, tmp_path: Path) -> None:
    source, mine = tmp_path / "in.jsonl", tmp_path / "mine.yaml"
    mine.write_text("off: [directive.yao]\n", encoding="utf-8")
    lines = [{"nr": number, "words": invent(number, 200)} for number in range(5)]
    source.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    columns = ("--id-column", "nr", "--text-column", "words")
    ran = ddx_batch(
        source, "-o", tmp_path / "s", "-f", "parquet", "--master", "local[2]", "-r", mine, *columns
    )
    assert ran.returncode == 0, ran.stderr
    [row] = {json.loads(row)["rules"] for row in table_rows(tmp_path / "s", "texts")}
    assert row == Recipe.of([mine]).digest
    assert not any("directive.yao" in row for row in table_rows(tmp_path / "s", "directives"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["in.parquet", "-o", "out"], "one input, -f parquet"),
        (["in.parquet", "-o", "out.parquet", "-j", "3"], "neither --jobs nor --resume"),
        (["in.parquet", "-o", "."], "one input, -f parquet"),
        (["out.parquet/in.parquet", "-o", "out.parquet"], "lies in the output folder"),
        (["none.parquet", "-o", "out.parquet", "--master", "local[1]"], "none.parquet: "),
        (
            ["in.parquet", "-o", "out.parquet", "--master", "local[x]"],
            "Spark does not start with --master local[x]: Could not parse",
        ),
    ],
)
def test_what_cannot_be_is_told_in_one_line(
    arguments: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = ddx_batch(*arguments, PYTHONPATH=str(Path(__file__).parents[2]))
    assert ran.returncode == 2, ran.stderr
    [line] = [line for line in ran.stderr.splitlines() if line.startswith("ddx: ")]
    assert told in line
    assert "Traceback" not in ran.stderr


def test_missing_java_is_told_with_the_mend(tmp_path: Path) -> None:
    ran = ddx_batch("in.parquet", "-o", tmp_path / "out.parquet", PATH=str(tmp_path), JAVA_HOME="")
    assert ran.stderr.splitlines() == [
        "ddx: Spark needs Java 17: apt-get install openjdk-17-jre-headless, or set JAVA_HOME"
    ]


@pytest.fixture(scope="module")
def session() -> Iterator[SparkSession]:
    from pyspark.sql import SparkSession

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("JDK_JAVA_OPTIONS", QUICK_JAVA)
        builder = SparkSession.builder.master("local[2,4]").config("spark.log.level", "ERROR")
        session = builder.config(map=UNHURRIED).getOrCreate()
        yield session
        session.stop()


def test_in_a_program_of_ones_own(session: SparkSession) -> None:
    import ddx.spark

    texts = session.createDataFrame(
        [(number, invent(number, 150)) for number in range(20)], "id int, text string"
    )
    results = texts.mapInArrow(ddx.spark.extractor(date="2026"), ddx.spark.SCHEMA)
    assert {row["text_id"] for row in results.collect()} == {str(number) for number in range(20)}
    tables = ddx.spark.tables(results)
    assert [(name, table.columns) for name, table in tables.items()] == [
        (table.name, [column.name for column in table.columns]) for table in TABLES
    ]
    assert tables["directives"].count() == results.selectExpr("sum(n_directives)").collect()[0][0]


def test_a_worker_killed_under_way_changes_nothing(session: SparkSession, tmp_path: Path) -> None:
    import ddx.spark

    extract, flag = ddx.spark.extractor(), tmp_path / "killed"

    def extract_and_die_once(batches: Iterator[Any]) -> Iterator[Any]:
        for number, batch in enumerate(extract(batches)):
            yield batch
            if number == 0 and not flag.exists():
                flag.touch()
                os.kill(os.getpid(), signal.SIGKILL)

    texts = session.createDataFrame([(str(n), invent(n, 150)) for n in range(30)], "id string, text string")
    killed = texts.repartition(3).mapInArrow(extract_and_die_once, ddx.spark.SCHEMA).collect()
    assert flag.exists()
    unharmed = texts.mapInArrow(extract, ddx.spark.SCHEMA).collect()
    assert sorted(killed) == sorted(unharmed)


def test_a_deadly_text_fails_no_job(session: SparkSession, recipe: Recipe) -> None:
    from ddx.corpus.arrow import Extract
    from ddx.spark import SCHEMA

    told = [(str(number), text) for number, text in enumerate(["好", "kills", "好", "loops", "好"])]
    texts = session.createDataFrame(told, "id string, text string").coalesce(1)
    found = texts.mapInArrow(Extract(DeadlyRecipe(**vars(recipe)), Limits(timeout=5)), SCHEMA).collect()
    assert {row["text_id"]: row["error"] for row in found} == {
        "0": None,
        "1": "its worker died 2 times (killed by SIGKILL, perhaps for want of memory)",
        "2": None,
        "3": "took longer than 5 seconds",
        "4": None,
    }
