"""A batch on Spark: from texts in Parquet, JSON lines or a folder to the tidy tables as Parquet."""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ddx.corpus.arrow import FILE_CONTENT, Extract
from ddx.corpus.entry import FAILED, Entry
from ddx.corpus.errors import BatchError
from ddx.corpus.extras import need
from ddx.corpus.inputs import TEXT_ENDINGS
from ddx.corpus.tally import MOST_FAILURES_TOLD, Tally
from ddx.spark import SCHEMA, tables

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_ROWS_A_BATCH = 256
_TASKS_A_CORE = 4
_RETRIES = 4
UNHURRIED = {
    "spark.python.authenticate.socketTimeout": "600s",
    "spark.executor.heartbeatInterval": "60s",
    "spark.network.timeout": "1800s",
}
"""For local mode: on a machine that has much else to do, silence for 15 seconds is no sign of death."""


@dataclass(frozen=True)
class SparkBatch:
    """What is asked for: one input and one output, each a path or an address that Spark knows.

    With `progress`, Spark draws a bar on standard error.
    """

    path: str
    output: str
    extract: Extract
    master: str
    progress: bool = False


def run(batch: SparkBatch) -> Tally:
    """Write each tidy table to `OUTPUT/TABLE.parquet`, in the place of what was there. Raises BatchError."""
    begun = time.monotonic()
    if _is_below(batch.path, batch.output):
        raise BatchError(f"{batch.path}: lies in the output folder; choose another one")
    with _session(batch) as session:
        from pyspark import StorageLevel
        from pyspark.errors import PySparkException

        try:
            texts = _spread(_texts(session, batch), session)
            results = texts.mapInArrow(batch.extract, SCHEMA).persist(StorageLevel.DISK_ONLY)
            for name, table in tables(results).items():
                table.write.mode("overwrite").parquet(f"{batch.output}/{name}.parquet")
            tally = _tally(session, batch.output)
        except PySparkException as error:
            raise BatchError(f"{batch.path}: {_said(error)}") from error
    tally.seconds = time.monotonic() - begun
    return tally


@contextmanager
def _session(batch: SparkBatch) -> Iterator[SparkSession]:
    sql: Any = need("pyspark.sql", "spark")
    if not shutil.which("java") and not os.environ.get("JAVA_HOME"):
        raise BatchError("Spark needs Java 17: apt-get install openjdk-17-jre-headless, or set JAVA_HOME")
    if batch.master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    # By itself, Spark tries nothing again in local mode.
    patient = re.sub(r"^local\[([^,\]]+)\]$", rf"local[\1,{_RETRIES}]", batch.master)
    try:
        session = (
            sql.SparkSession.builder.master(patient)
            .appName("ddx batch")
            .config("spark.sql.execution.arrow.maxRecordsPerBatch", _ROWS_A_BATCH)
            .config("spark.log.level", "ERROR")
            .config("spark.ui.showConsoleProgress", batch.progress)
            .config(map=UNHURRIED if batch.master.startswith("local") else {})
            .getOrCreate()
        )
    except Exception as error:  # Py4J, PySpark and Java each have their own
        raise BatchError(f"Spark does not start with --master {batch.master}: {_said(error)}") from error
    try:
        yield session
    finally:
        session.stop()


def _texts(session: SparkSession, batch: SparkBatch) -> DataFrame:
    """The texts with the columns that the extraction looks for."""
    columns = batch.extract.columns
    names = (columns.id, columns.text, columns.date)
    ending = os.path.splitext(batch.path.rstrip("/"))[1].lower()
    if ending in (".jsonl", ".ndjson"):
        return session.read.schema(", ".join(f"`{name}` string" for name in names)).json(batch.path)
    if ending == ".parquet":
        found = session.read.parquet(batch.path)
        for wanted in (columns.id, columns.text):
            if wanted not in found.columns:
                held = ", ".join(found.columns)
                raise BatchError(f"{batch.path}: has no column {wanted!r}, but {held}")
        return found.select([name for name in names if name in found.columns])
    return _files(session, batch)


def _files(session: SparkSession, batch: SparkBatch) -> DataFrame:
    """The texts below a folder, by their paths from it. Those that are too large come without their words."""
    from pyspark.sql import functions as F

    # Spark gives every path in full, with `file:` before it where it is a local one.
    root = re.sub(r"^file:/+", "/", batch.path) if ":" in batch.path else os.path.abspath(batch.path)
    found = (
        session.read.format("binaryFile")
        .option("recursiveFileLookup", True)
        .option("pathGlobFilter", "{" + ",".join(f"*{ending}" for ending in TEXT_ENDINGS) + "}")
        .load(batch.path)
    )
    after_root = F.instr("path", root) + len(root) + 1
    name = F.expr("path").substr(after_root, F.length("path")).alias(batch.extract.columns.id)
    is_large = F.col("length") > batch.extract.limits.max_size
    small = found.where(~is_large).select(name, FILE_CONTENT)
    large = found.where(is_large).select(name, F.lit(None).cast("binary").alias(FILE_CONTENT))
    return small.unionByName(large)


def _spread(texts: DataFrame, session: SparkSession) -> DataFrame:
    """The texts in enough parts for all cores: a small file would otherwise be the work of one."""
    wanted = session.sparkContext.defaultParallelism * _TASKS_A_CORE
    return texts if texts.rdd.getNumPartitions() >= wanted else texts.repartition(wanted)


def _tally(session: SparkSession, output: str) -> Tally:
    """What the batch came to, counted in the tables."""
    from pyspark.sql import functions as F

    texts = session.read.parquet(f"{output}/texts.parquet")
    parts = ("directives", "targets", "bodies", "deadlines", "leftovers", "warnings")
    sums = [F.sum("chars").alias("chars"), *(F.sum(f"n_{part}").alias(part) for part in parts)]
    failed = texts.where("error is not null")
    tally = Tally(total=texts.count(), failed=failed.count())
    tally.done = tally.total - tally.failed
    for row in texts.agg(*sums).collect():
        tally.counts.update({name: number or 0 for name, number in row.asDict().items()})
    forces = session.read.parquet(f"{output}/directives.parquet").groupBy("force").count()
    tally.counts.update({row["force"]: row["count"] for row in forces.collect()})
    tally.read = tally.counts["chars"]
    for row in failed.select("text_id", "error").orderBy("text_id").limit(MOST_FAILURES_TOLD).collect():
        tally.failures.append(Entry(row["text_id"], FAILED, "", 0.0, error=row["error"]))
    return tally


def _is_below(path: str, folder: str) -> bool:
    inner, outer = os.path.realpath(path), os.path.realpath(folder)
    return inner == outer or inner.startswith(outer + os.sep)


def _said(error: Any) -> str:
    """The line of an error that tells most: of a failed task the last of its traceback."""
    java = getattr(error, "java_exception", None)
    lines = [line.strip() for line in str(java.getMessage() if java else error).split("\n") if line.strip()]
    raised = [line for line in lines if re.match(r"[\w.]+(Error|Exception): ", line)]
    return (raised or lines[:1] or [type(error).__name__])[-1]
