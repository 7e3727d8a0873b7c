from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from ddx.corpus.batch import Batch, run
from ddx.corpus.entry import Entry
from ddx.corpus.recipe import Recipe
from ddx.corpus.tally import Tally
from ddx.corpus.work import Work
from tests.corpus.invent import write_texts


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Rule sets are kept in a folder that starts empty, not in the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def recipe(own_cache: None) -> Recipe:
    return Recipe.of()


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A folder with twelve short texts in three folders."""
    folder = tmp_path / "texts"
    write_texts(folder, 12, chars=200, a_folder=4)
    return folder


@pytest.fixture
def batch(tmp_path: Path, recipe: Recipe) -> Callable[..., Tally]:
    """Run a batch into `out` below the test's folder, with two jobs unless said otherwise."""

    def call(
        *paths: Path | str,
        out: str = "out",
        make_work: Callable[..., Work] = Work,
        watch: Callable[[Tally], None] = lambda tally: None,
        **asked: Any,
    ) -> Tally:
        names = [str(path) for path in paths]
        tally = Tally()
        settings = {"recipe": recipe, "jobs": 2, "alone": len(names) == 1, **asked}
        run(Batch(paths=names, output=tmp_path / out, **settings), tally, watch, make_work)
        return tally

    return call


def manifest(out: Path) -> list[Entry]:
    """The entries of a finished run."""
    lines = (out / "manifest.jsonl").read_bytes().splitlines(keepends=True)
    entries = [Entry.from_line(line) for line in lines]
    assert None not in entries
    return [entry for entry in entries if entry]


def results(out: Path, leave: Sequence[str] = ("manifest.jsonl",)) -> dict[str, bytes]:
    """All files of a run but the manifest, in which times differ."""
    found = {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    return {name: data for name, data in found.items() if name not in leave}
