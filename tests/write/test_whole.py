from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from ddx.write.whole import whole_file


def test_the_file_is_there_only_at_the_end(tmp_path: Path) -> None:
    goal = tmp_path / "out.yaml"
    with whole_file(str(goal)) as out:
        out.write("要快。\n")
        assert not goal.exists()
    assert goal.read_bytes() == "要快。\n".encode()
    assert list(tmp_path.iterdir()) == [goal]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_leaves_the_old_file_and_no_other(tmp_path: Path, error: type[BaseException]) -> None:
    goal = tmp_path / "out.yaml"
    goal.write_text("old", encoding="utf-8")
    with pytest.raises(error), whole_file(str(goal)) as out:
        out.write("new")
        raise error
    assert goal.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [goal]


@pytest.mark.skipif(os.name != "posix", reason="links and modes of POSIX")
def test_a_link_stays_a_link_and_a_mode_stays(tmp_path: Path) -> None:
    goal, link = tmp_path / "out.yaml", tmp_path / "link.yaml"
    goal.write_text("old", encoding="utf-8")
    goal.chmod(0o640)
    link.symlink_to(goal)
    with whole_file(str(link)) as out:
        out.write("new")
    assert link.is_symlink()
    assert goal.read_text(encoding="utf-8") == "new"
    assert stat.S_IMODE(goal.stat().st_mode) == 0o640


@pytest.mark.skipif(os.name != "posix", reason="devices of POSIX")
def test_a_device_is_written_to_and_not_replaced() -> None:
    with whole_file(os.devnull) as out:
        out.write("gone")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


def test_a_missing_folder_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), whole_file(str(tmp_path / "no" / "out.yaml")):
        pass
