"""What only a process of its own can show: terminals, pipes, signals, what is loaded."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import ddx

DDX = [sys.executable, "-m", "ddx"]
POSIX = pytest.mark.skipif(os.name != "posix", reason="pipes and terminals of POSIX")


def test_version_and_help() -> None:
    ran = subprocess.run([*DDX, "--version"], capture_output=True, text=True)
    assert (ran.returncode, ran.stdout) == (0, f"ddx {ddx.__version__}\n")
    ran = subprocess.run([*DDX, "extract", "--help"], capture_output=True, text=True)
    assert ran.returncode == 0
    assert "table|yaml|json|jsonl" in ran.stdout


def test_an_unknown_command_is_one_line() -> None:
    ran = subprocess.run([*DDX, "exract"], capture_output=True, text=True)
    assert ran.returncode == 2
    assert ran.stderr.startswith("ddx: No such command 'exract'")
    assert ran.stderr.count("\n") == 1


def test_output_is_utf_8_whatever_the_locale(speech: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    ran = subprocess.run([*DDX, "extract", str(speech)], capture_output=True, env=environment)
    assert ran.returncode == 0
    assert "严禁瞒报险情。" in ran.stdout.decode("utf-8")


@POSIX
def test_a_closed_pipe_ends_quietly(speech: Path) -> None:
    process = subprocess.Popen(
        [*DDX, "extract", *[str(speech)] * 200], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None and process.stderr is not None
    assert process.stdout.readline() == b"schema: ddx/1\n"
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 0


@POSIX
def test_an_interrupt_is_130_and_leaves_no_file(tmp_path: Path) -> None:
    out = tmp_path / "out.yaml"
    process = subprocess.Popen(
        [*DDX, "extract", "-v", "-", "-o", str(out)], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    # The draft of the output file shows that the command waits for its input.
    while not list(tmp_path.iterdir()):
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, printed = process.communicate()
    assert process.returncode == 130
    assert b"Traceback" not in printed
    assert list(tmp_path.iterdir()) == []


@POSIX
@pytest.mark.parametrize("columns", [80, 160])
def test_a_terminal_gets_a_coloured_table_of_its_width(speech: Path, columns: int) -> None:
    screen = on_a_terminal([*DDX, "extract", str(speech)], columns)
    assert "\x1b[" in screen
    assert "任务内容" in screen
    assert "schema: ddx/1" not in screen
    assert "\x1b[" not in on_a_terminal([*DDX, "extract", str(speech), "--color", "never"], columns)


@POSIX
def test_no_color_is_heeded(speech: Path) -> None:
    assert "\x1b[" not in on_a_terminal([*DDX, "extract", str(speech)], 80, NO_COLOR="1")


def on_a_terminal(command: list[str], columns: int, **environment: str) -> str:
    import fcntl
    import pty
    import struct
    import termios

    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    inherited = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR")}
    process = subprocess.Popen(
        command, stdout=child, stderr=child, env={**inherited, "TERM": "xterm-256color", **environment}
    )
    os.close(child)
    printed = b""
    try:
        while part := os.read(parent, 65536):
            printed += part
    except OSError:
        # Linux says so when the last writer has closed the terminal.
        pass
    os.close(parent)
    assert process.wait() == 0
    return printed.decode("utf-8")


def test_a_pipe_loads_nothing_that_only_a_table_needs(speech: Path) -> None:
    code = (
        "import sys, ddx.cli; ddx.cli.run(sys.argv[1:]); "
        "print([name for name in ('rich', 'jieba') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code, "extract", str(speech)], capture_output=True, text=True)
    assert ran.stdout.startswith("schema: ddx/1\n")
    assert ran.stdout.endswith("\n[]\n")


@pytest.mark.parametrize("command", ["why", "config"])
def test_a_command_loads_none_of_the_others(command: str) -> None:
    code = (
        f"import sys, ddx.cli; ddx.cli.run(['{command}', '--help']); "
        "print(sorted(name for name in sys.modules if name.startswith('ddx.cli.')))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    loaded = ["ddx.cli.common", "ddx.cli.output", f"ddx.cli.{command}"]
    assert ran.stdout.endswith(f"\n{sorted(loaded)}\n")
