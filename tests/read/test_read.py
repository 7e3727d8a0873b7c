from __future__ import annotations

import hashlib
import io
import os
import sys
from pathlib import Path

import pytest

from ddx.read import ReadError, read, to_text


def test_a_file_comes_with_its_name_hash_and_encoding(tmp_path: Path) -> None:
    data = "各学校要排查隐患。\r\n".encode("gb18030")
    path = tmp_path / "通知.txt"
    path.write_bytes(data)
    found = read(str(path))
    assert found.text == "各学校要排查隐患。\r\n"
    assert found.name == str(path)
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    assert found.encoding == "gb18030"


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("要快。".encode())))
    found = read("-")
    assert (found.name, found.text) == ("-", "要快。")


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"missing\.txt: no such file$"):
        read(str(tmp_path / "missing.txt"))
    with pytest.raises(ReadError, match=r"this is a folder; name the files in it$"):
        read(str(tmp_path))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_told(tmp_path: Path) -> None:
    path = tmp_path / "closed.txt"
    path.write_text("要快。", encoding="utf-8")
    path.chmod(0)
    with pytest.raises(ReadError, match="no permission to read it"):
        read(str(path))


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"%PDF-1.7\n", "a PDF document"),
        (b"PK\x03\x04", "a zip archive or an Office document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
        (b"{\\rtf1 ", "an RTF document"),
    ],
)
def test_what_is_no_plain_text_is_named(start: bytes, kind: str) -> None:
    with pytest.raises(ReadError, match=rf"^plan: this is {kind}.*; save it as text first$"):
        to_text(start + b"abc", "plan")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_name_that_is_no_text_stays_writable(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xc4\xfe.txt"
    Path(os.fsdecode(path)).write_text("要快。", encoding="utf-8")
    assert read(os.fsdecode(path)).name.encode().endswith("/\ufffd\ufffd.txt".encode())


def test_a_path_that_cannot_exist_is_told() -> None:
    with pytest.raises(ReadError, match="null"):
        read("a\0b")
