from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ddx.corpus.pool import Lost, Pool, PoolError


def square(number: int) -> int:
    """The square; but some numbers are deadly, slow or wrong."""
    if number == -1:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == -2:
        time.sleep(60)
    if number == -3:
        raise ValueError("minus three")
    if number == -4:
        raise SystemExit(7)
    if number == -6:
        raise MemoryError
    if number == -5:
        os.closerange(3, 100)
        time.sleep(1)
        os._exit(8)
    return number * number


def start() -> Callable[[int], int]:
    return square


def start_badly() -> Callable[[int], int]:
    raise RuntimeError("no rules here")


def die_at_start() -> Callable[[int], int]:
    os._exit(9)


def run(tasks: list[int], jobs: int = 2, timeout: float | None = None) -> dict[int, int | Lost]:
    with Pool(start, jobs, timeout=timeout) as pool:
        return dict(pool.run(tasks))


def test_every_task_has_its_result() -> None:
    assert run(list(range(50)), jobs=3) == {number: number * number for number in range(50)}


def test_one_job_keeps_the_order() -> None:
    with Pool(start, 1) as pool:
        assert [task for task, _ in pool.run([5, -1, 3, -3, 4])] == [5, -1, 3, -3, 4]


def test_a_task_that_kills_its_worker_is_given_up_after_two_tries_and_costs_no_other() -> None:
    found = run([1, 2, -1, 3, 4])
    assert found.pop(-1) == Lost("its worker died 2 times (killed by SIGKILL, perhaps for want of memory)")
    assert found == {1: 1, 2: 4, 3: 9, 4: 16}


def test_a_worker_that_ends_itself_counts_as_dead() -> None:
    assert run([-4]) == {-4: Lost("its worker died 2 times (exit status 7)")}


def test_a_worker_that_takes_its_time_to_die_is_told_by_its_own_death() -> None:
    assert run([-5], jobs=1) == {-5: Lost("its worker died 2 times (exit status 8)")}


def test_a_task_that_takes_too_long_is_given_up_and_costs_no_other() -> None:
    found = run([1, -2, 2, 3], timeout=2)
    assert found == {1: 1, -2: Lost("took longer than 2 seconds"), 2: 4, 3: 9}


def test_an_exception_is_told_by_its_name() -> None:
    assert run([-3, 2]) == {-3: Lost("ValueError: minus three"), 2: 4}
    assert run([-6]) == {-6: Lost("there is not enough memory for it")}


def test_workers_serve_several_runs() -> None:
    with Pool(start_telling_pid, 1) as pool:
        first = dict(pool.run([0]))
        assert first == dict(pool.run([0]))


def start_telling_pid() -> Callable[[int], int]:
    return own_pid


def own_pid(_: int) -> int:
    return os.getpid()


def test_tasks_are_taken_only_as_they_can_be_done() -> None:
    taken = 0

    def tasks() -> Iterator[int]:
        nonlocal taken
        for number in range(1000):
            taken += 1
            yield number

    with Pool(start, 2) as pool:
        running = pool.run(tasks())
        next(running)
        assert taken < 10
        running.close()


@pytest.mark.parametrize(("bad", "told"), [(start_badly, "no rules here"), (die_at_start, "exit status 9")])
def test_workers_that_cannot_start_end_the_run(bad: Callable[[], Callable[[int], int]], told: str) -> None:
    with Pool(bad, 2) as pool, pytest.raises(PoolError, match=told):
        list(pool.run([1, 2, 3]))


ORPHANS = """
import os, sys, time
from ddx.corpus.pool import Pool
from tests.corpus.test_pool import endless
if __name__ == "__main__":
    with Pool(endless, 1) as pool:
        list(pool.run([sys.argv[1]]))
"""


def endless() -> Callable[[str], None]:
    return note_pid_and_loop


def note_pid_and_loop(path: str) -> None:
    Path(path).write_text(str(os.getpid()))
    while True:
        time.sleep(0.01)


@pytest.mark.skipif(sys.platform == "win32", reason="a process is looked for in the way of POSIX")
def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "orphans.py"
    script.write_text(ORPHANS)
    noted = tmp_path / "pid"
    parent = subprocess.Popen(
        [sys.executable, str(script), str(noted)], env={**os.environ, "PYTHONPATH": os.getcwd()}
    )
    _wait_for(lambda: noted.exists() and noted.read_text() != "")
    parent.kill()
    parent.wait()
    _wait_for(lambda: not _runs(int(noted.read_text())))


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # Nobody may be left to ask after a child whose parent was killed.
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] == "Z")


def _wait_for(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not done():
        assert time.monotonic() < end
        time.sleep(0.05)
