"""How fast ddx is, beside what else a reader of Chinese would run: one command, three ratios.

    python benchmarks/speed.py [TEXT…]

Growth: how many times as long a text takes that is so many times as long.

Warm: characters a second of one `ddx.Extractor` and of `jieba.lcut` on the same texts in this process,
taking turns. Cold: a whole `ddx extract` of the first text beside an interpreter that imports what any such
command line must (typer, rich.table, yaml) and does nothing. Medians of several runs; the texts default to
the samples in data/speeches/texts. Python's own byte code is made first, as pip does where it installs ddx: a
checkout may be run by a Python that keeps none.
"""

from __future__ import annotations

import compileall
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ddx

_SAMPLES = Path(__file__).resolve().parent.parent / "data" / "speeches" / "texts"
_WARM_RUNS = 7
_COLD_RUNS = 9
_GROWTH_RUNS = 3
_TIMES = 16
_BARE = "import typer, rich.table, yaml"


def _seconds(deed: Callable[[], Any]) -> float:
    start = time.perf_counter()
    deed()
    return time.perf_counter() - start


def _medians(deeds: list[Callable[[], Any]], runs: int) -> list[float]:
    """The median seconds of each deed. They take turns, so that a busy machine is busy for all of them."""
    for deed in deeds:
        deed()
    rounds = [[_seconds(deed) for deed in deeds] for _ in range(runs)]
    return [statistics.median(times) for times in zip(*rounds, strict=True)]


def _warm(texts: list[str]) -> None:
    import jieba

    jieba.setLogLevel(60)
    jieba.initialize()
    extractor = ddx.Extractor()
    ours, theirs = _medians(
        [lambda: [extractor.extract(text) for text in texts], lambda: [jieba.lcut(text) for text in texts]],
        _WARM_RUNS,
    )
    chars = sum(map(len, texts)) / 1e6
    print(
        f"warm: ddx {chars / ours:.3f}, jieba.lcut {chars / theirs:.3f} million characters a second; "
        f"ratio {theirs / ours:.2f} (wanted: at least 1)"
    )


def _growth(texts: list[str]) -> None:
    extractor = ddx.Extractor()
    once = "\n".join(texts)
    extractor.extract(once)
    one, many = _medians(
        [lambda: extractor.extract(once), lambda: extractor.extract("\n".join([once] * _TIMES))], _GROWTH_RUNS
    )
    print(f"growth: {_TIMES} times the text takes {many / one:.1f} times as long (linear: {_TIMES})")


def _cold(text: Path) -> None:
    ours, bare = _medians(
        [lambda: _python("-m", "ddx", "extract", str(text)), lambda: _python("-c", _BARE)], _COLD_RUNS
    )
    print(
        f"cold: ddx extract {ours:.3f} s, bare imports {bare:.3f} s; "
        f"ratio {ours / bare:.2f} (wanted: at most 2.5)"
    )


def _python(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Measure and print."""
    files = [Path(name) for name in sys.argv[1:]] or sorted(_SAMPLES.glob("*.txt"))
    if not files:
        sys.exit(f"no text named, and none in {_SAMPLES}")
    compileall.compile_dir(Path(ddx.__file__).parent, quiet=1)
    _warm([file.read_text(encoding="utf-8") for file in files])
    _growth([file.read_text(encoding="utf-8") for file in files])
    _cold(files[0])


if __name__ == "__main__":
    main()
