"""Measures what `ddx batch` promises, on invented texts, and prints it with the promise beside it.

    python -m benchmarks.corpus              # all but Spark
    python -m benchmarks.corpus speed        # or any of: speed kills deadly memory sizing spark

Works in a folder of its own below the system's folder for temporary files, which it removes. Says what part
of the machine other programs took meanwhile: where that is more than a few hundredths, times say little.
"""

from __future__ import annotations

import filecmp
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.machine import Usage, descendants, measured
from tests.corpus.invent import invent, write_texts

_DDX = [sys.executable, "-m", "ddx", "batch"]
# Runs the same command in a process that tells at its end what it took itself: KiB at the peak, seconds of
# processor time.
_TELLING = (
    "import resource, sys; from ddx.cli import run; status = run(sys.argv[1:]); "
    "own = resource.getrusage(resource.RUSAGE_SELF); "
    "print(own.ru_maxrss, own.ru_utime + own.ru_stime); sys.exit(status)"
)
# The same command, but texts named `kills` and `loops` do that to their worker.
_DEADLY = (
    "import functools, sys; import ddx.corpus.batch as batch; from tests.corpus.deadly import DeadlyWork; "
    "batch.run = functools.partial(batch.run, make_work=DeadlyWork); "
    "from ddx.cli import run; sys.exit(run(sys.argv[1:]))"
)
_MOST_TURNS = 6
_QUIET = 0.03
"""The part of the machine that others may take while times are measured."""
_TYPICAL = 8000
_AT_WORK = 0.9
"""Characters of a text that sizes are reckoned with, and the part of their time that cores extract."""


def speed(work: Path) -> None:
    """Two jobs against one, on 2,000 texts, in turns until the machine was left alone, or six times."""
    write_texts(work / "texts", 2000, chars=1500)
    chars = _chars(work / "texts")
    taken: dict[int, list[Usage]] = {1: [], 2: []}
    same = True
    for turn in range(_MOST_TURNS):
        for jobs, usages in taken.items():
            out = work / f"out-{jobs}"
            shutil.rmtree(out, ignore_errors=True)
            with measured() as usage:
                _batch(work / "texts", "-o", out, "-j", jobs)
            usages.append(usage)
        print(f"turn {turn + 1}: one job {taken[1][-1]}, two jobs {taken[2][-1]}")
        same = same and _same(work / "out-1", work / "out-2")
        one, two = (min(usages, key=lambda usage: usage.others or 0) for usages in taken.values())
        if max(one.others or 0, two.others or 0) < _QUIET:
            break
    print(
        f"2,000 texts, {chars:,} characters, quietest runs: {chars / one.seconds:,.0f} a second with one job"
    )
    print(f"two jobs are {one.seconds / two.seconds:.2f} times as fast (promised: 1.7); same bytes: {same}")
    least = [min(usage.processor for usage in usages) for usages in taken.values()]
    print(f"by processor time, on two cores of their own, {2 * least[0] / least[1]:.2f} times")


def kills(work: Path) -> None:
    """2,000 texts, killed ten times at random moments and resumed, against a run in one go."""
    write_texts(work / "texts", 2000, chars=1500)
    chance = random.Random()
    for form in ("json", "parquet"):
        begun = time.monotonic()
        _batch(work / "texts", "-o", work / form, "-f", form)
        whole = time.monotonic() - begun
        out, killed = work / f"{form}-killed", 0
        while killed < 10:
            running = subprocess.Popen(
                [*_DDX, str(work / "texts"), "-o", str(out), "-f", form, "-q", "--resume"],
                stderr=subprocess.DEVNULL,
            )
            try:
                running.wait(chance.uniform(0.2, 0.15 * whole))
            except subprocess.TimeoutExpired:
                running.kill()
                killed += 1
            running.wait()
        on_record = (out / "manifest.jsonl").read_bytes().count(b"\n")
        _batch(work / "texts", "-o", out, "-f", form, "--resume")
        same = _same(work / form, out)
        print(f"-f {form}: killed ten times, {on_record:,} lines on record by then; same bytes: {same}")


def deadly(work: Path) -> None:
    """Texts that kill, loop, fill a gigabyte or forbid to be read, among good ones."""
    write_texts(work / "texts", 50, chars=500)
    for name in ("kills", "loops"):
        (work / "texts" / f"{name}.txt").write_text("要抓好工作。\n", encoding="utf-8")
    with (work / "texts" / "giant.txt").open("wb") as file:
        file.truncate(1 << 30)
    (work / "texts" / "locked.txt").touch(mode=0)
    # Root may read everything, unless it gives that right up.
    as_user = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    command = [*as_user, sys.executable, "-c", _DEADLY, "batch", str(work / "texts"), "-o", str(work / "out")]
    flags = {**os.environ, "DEADLY_FLAGS": str(work)}
    ran = subprocess.run([*command, "-q", "--timeout", "5"], capture_output=True, text=True, env=flags)
    done = sum(1 for _ in (work / "out").rglob("*.txt.json"))
    print(f"status {ran.returncode}, {done} of 50 good texts done; told:\n{ran.stderr.strip()}")


def memory(work: Path) -> None:
    """The parent's peak on 100,000 small texts, all in one folder, against that on 1,000."""
    for form in ("json", "parquet"):
        peaks = {}
        for count in (1_000, 100_000):
            folder = work / f"texts-{count}"
            if not folder.exists():
                _write_small(folder, count)
            peaks[count], spent = _telling(folder, "-o", work / "out", "-f", form, "-q")
            print(
                f"{count:,} texts, -f {form}: the parent took {peaks[count]:.1f} MiB, "
                f"{1000 * spent / count:.2f} ms a text"
            )
            shutil.rmtree(work / "out")
        print(f"{peaks[100_000] / peaks[1_000]:.2f} times as much (promised: 1.2)")


def sizing(work: Path) -> None:
    """What a corpus takes, for the table in docs/corpus.md, by processor time: other load moves it little."""
    write_texts(work / "texts", 500, chars=_TYPICAL)
    chars, size = _chars(work / "texts"), _size(work / "texts")
    for form in ("json", "jsonl", "csv", "parquet"):
        out = work / form
        with measured() as usage:
            _, parent = _telling(work / "texts", "-o", out, "-f", form, "-j", 1, "-q")
        largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        kept = _size(out / ".ddx") if (out / ".ddx").exists() else 0
        manifest = (out / "manifest.jsonl").stat().st_size
        print(
            f"-f {form}: {chars / (usage.processor - parent):,.0f} characters a second of a worker's time; "
            f"{usage}; the largest process so far took {largest:.0f} MiB; "
            f"output {(_size(out) - kept - manifest) / size:.2f}, .ddx {kept / size:.2f} times the texts; "
            f"manifest {manifest / 500:.0f} bytes a text"
        )
        if form == "json":
            speed = chars / (usage.processor - parent)
            found = [json.loads(line)["counts"] for line in (out / "manifest.jsonl").open(encoding="utf-8")]
            print(f"a directive every {chars / sum(counts['directives'] for counts in found):.0f} characters")
    for texts, machines, cores in ((10**6, 1, 8), (10**7, 1, 64), (10**8, 16, 64)):
        hours = texts * _TYPICAL / (speed * _AT_WORK * 3600)
        on = f"{hours / machines / cores:.1f} hours on {machines} × {cores} cores"
        print(f"{texts:,} texts: {hours:,.0f} core hours, {on}")


def spark(work: Path) -> None:
    """Spark in local mode against the pool, row for row, on 2,000 texts; once more with workers killed."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({"id": [str(n) for n in range(2000)], "text": [invent(n, 1500) for n in range(2000)]})
    pq.write_table(table, work / "in.parquet")
    with measured() as pool:
        _batch(work / "in.parquet", "-o", work / "pool.parquet", "-j", 2)
    on_spark = ("--engine", "spark", "--master", "local[2]")
    with measured() as usage:
        _batch(work / "in.parquet", "-o", work / "spark.parquet", *on_spark)
    same = _same_rows(work / "pool.parquet", work / "spark.parquet")
    print(f"2,000 texts: pool {pool.seconds:.0f} s, Spark {usage.seconds:.0f} s, both on two cores")
    print(f"same rows: {same}")
    command = [*_DDX, str(work / "in.parquet"), "-o", str(work / "killed.parquet"), *on_spark, "-q"]
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    killed = sum(_kill_one(running, kind) for kind in ("pyspark.daemon", "multiprocessing.spawn"))
    status = running.wait()
    same = _same_rows(work / "pool.parquet", work / "killed.parquet")
    print(f"Spark with {killed} workers killed under way: status {status}; same rows: {same}")


def _kill_one(running: subprocess.Popen[bytes], kind: str) -> bool:
    """Kill one of a run's Python processes on Spark a little after it has begun; whether there was one."""
    while running.poll() is None:
        found = [pid for pid, command in descendants(running.pid) if kind in command]
        # The first one of Spark's is the one that all its workers come from.
        if len(found) > 1:
            time.sleep(2)
            os.kill(found[-1], 9)
            return True
        time.sleep(0.1)
    return False


def _same_rows(one: Path, other: Path) -> bool:
    """Whether two outputs hold the same tidy tables, in whatever order."""
    import pyarrow.dataset as ds

    from ddx.corpus.tables import TABLES

    def rows(folder: Path, table: str) -> list[str]:
        found = ds.dataset(folder / f"{table}.parquet", format="parquet").to_table()
        return sorted(json.dumps(row, default=str) for row in found.to_pylist())

    return all(rows(one, table.name) == rows(other, table.name) for table in TABLES)


def _batch(*arguments: object) -> None:
    subprocess.run([*_DDX, *map(str, arguments), "-q"], check=True, stderr=subprocess.DEVNULL)


def _telling(*arguments: object) -> tuple[float, float]:
    """Run a batch; MiB at the parent's peak, and seconds of its processor time."""
    command = [sys.executable, "-c", _TELLING, "batch", *map(str, arguments)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return int(told[0]) / 1024, float(told[1])


def _write_small(folder: Path, count: int) -> None:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:06}.txt").write_text(f"要抓好第{number}项工作。\n", encoding="utf-8")


def _chars(folder: Path) -> int:
    return sum(len(path.read_text(encoding="utf-8")) for path in folder.rglob("*.txt"))


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _same(one: Path, other: Path) -> bool:
    """Whether two outputs are the same but for the manifest, in which times stand."""
    names = [sorted(str(p.relative_to(out)) for p in out.rglob("*") if p.is_file()) for out in (one, other)]
    rest = [name for name in names[0] if name != "manifest.jsonl"]
    return names[0] == names[1] and filecmp.cmpfiles(one, other, rest, shallow=False)[1:] == ([], [])


MEASURES: dict[str, Callable[[Path], None]] = {
    "speed": speed,
    "kills": kills,
    "deadly": deadly,
    "memory": memory,
    "sizing": sizing,
    "spark": spark,
}


def main() -> None:
    for name in sys.argv[1:] or [name for name in MEASURES if name != "spark"]:
        work = Path(tempfile.mkdtemp(prefix="ddx-benchmark-"))
        try:
            MEASURES[name](work)
        finally:
            shutil.rmtree(work)


if __name__ == "__main__":
    main()
