"""Measures what `ddx batch` promises, on invented texts, and prints it with the promise beside it.

    python -m benchmarks.corpus              # all but Spark
    python -m benchmarks.corpus speed kills deadly memory spark

Works in a folder of its own below the system's folder for temporary files, which it removes.
"""

from __future__ import annotations

import filecmp
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.corpus.invent import invent, write_texts

_DDX = [sys.executable, "-m", "ddx", "batch"]
# Runs the same command in a process that tells at its end how much memory it took itself, in KiB.
_WITH_PEAK = (
    "import resource, sys; from ddx.cli import run; status = run(sys.argv[1:]); "
    "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss); sys.exit(status)"
)


def speed(work: Path) -> None:
    """Two jobs against one, on 2,000 texts; each the best of two runs."""
    write_texts(work / "texts", 2000, chars=1500)
    chars = sum(len(path.read_text(encoding="utf-8")) for path in (work / "texts").rglob("*.txt"))
    spent: dict[int, float] = {1: float("inf"), 2: float("inf")}
    for turn in range(2):
        for jobs in spent:
            out = work / f"out-{jobs}-{turn}"
            begun = time.monotonic()
            _batch(work / "texts", "-o", out, "-j", jobs)
            spent[jobs] = min(spent[jobs], time.monotonic() - begun)
    same = all(_same(work / "out-1-0", work / f"out-{jobs}-{turn}") for jobs in spent for turn in range(2))
    print(f"2,000 texts, {chars:,} characters: {chars / spent[1]:,.0f} a second with one job")
    print(f"two jobs are {spent[1] / spent[2]:.2f} times as fast as one (promised: 1.7); same bytes: {same}")


def kills(work: Path) -> None:
    """Killed ten times at random moments and resumed, against a run in one go."""
    write_texts(work / "texts", 400, chars=1500)
    begun = time.monotonic()
    _batch(work / "texts", "-o", work / "whole", "-f", "parquet")
    whole = time.monotonic() - begun
    chance = random.Random(4)
    for _ in range(10):
        running = subprocess.Popen(
            [*_DDX, str(work / "texts"), "-o", str(work / "out"), "-f", "parquet", "-q", "--resume"]
        )
        time.sleep(chance.uniform(0.2, 0.2 * whole))
        running.kill()
        running.wait()
    _batch(work / "texts", "-o", work / "out", "-f", "parquet", "--resume")
    print(f"killed ten times and resumed: same bytes: {_same(work / 'whole', work / 'out')}")


def deadly(work: Path) -> None:
    """A text of a gigabyte and one without permission among good ones; tests do those that kill and loop."""
    write_texts(work / "texts", 50, chars=500)
    with (work / "texts" / "giant.txt").open("wb") as file:
        file.truncate(1 << 30)
    (work / "texts" / "locked.txt").touch(mode=0)
    as_user = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    command = [*as_user, *_DDX, str(work / "texts"), "-o", str(work / "out"), "-q"]
    ran = subprocess.run(command, capture_output=True, text=True)
    done = sum(1 for _ in (work / "out").rglob("*.txt.json"))
    print(f"status {ran.returncode}, {done} of 50 good texts done; told:\n{ran.stderr.strip()}")


def memory(work: Path) -> None:
    """The parent's peak on 100,000 small texts, all in one folder, against that on 1,000."""
    peaks = {}
    for count in (1_000, 100_000):
        folder = work / f"texts-{count}"
        folder.mkdir()
        for number in range(count):
            (folder / f"{number:06}.txt").write_text(f"要抓好第{number}项工作。\n", encoding="utf-8")
        command = [sys.executable, "-c", _WITH_PEAK, "batch", str(folder), "-o", str(work / "out"), "-q"]
        ran = subprocess.run(command, check=True, capture_output=True, text=True)
        peaks[count] = int(ran.stdout) / 1024
        print(f"{count:,} texts: the parent took {peaks[count]:.1f} MiB")
    print(f"{peaks[100_000] / peaks[1_000]:.2f} times as much (promised: 1.2)")


def spark(work: Path) -> None:
    """The seconds of Spark in local mode and of the pool on the same 2,000 texts."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({"id": [str(n) for n in range(2000)], "text": [invent(n, 1500) for n in range(2000)]})
    pq.write_table(table, work / "in.parquet")
    begun = time.monotonic()
    _batch(work / "in.parquet", "-o", work / "pool.parquet", "-j", 2)
    pool = time.monotonic() - begun
    _batch(work / "in.parquet", "-o", work / "spark.parquet", "--engine", "spark", "--master", "local[2]")
    print(f"2,000 texts: pool {pool:.0f} s, Spark {time.monotonic() - begun - pool:.0f} s, both on two cores")


def _batch(*arguments: object) -> None:
    subprocess.run([*_DDX, *map(str, arguments), "-q"], check=True, stderr=subprocess.DEVNULL)


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
    "spark": spark,
}


def main() -> None:
    for name in sys.argv[1:] or ("speed", "kills", "deadly", "memory"):
        work = Path(tempfile.mkdtemp(prefix="ddx-benchmark-"))
        try:
            MEASURES[name](work)
        finally:
            shutil.rmtree(work)


if __name__ == "__main__":
    main()
