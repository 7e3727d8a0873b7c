from __future__ import annotations

import pytest

from ddx.read.encoding import NotText, decode

SPEECH = "各位同志：\n今年要修好“十条”农村公路，（六月底前）完工；学校、医院一并通车。\n" * 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("length", [4, 20, len(SPEECH)])
def test_an_encoding_is_told_by_the_bytes(encoding: str, length: int) -> None:
    text = SPEECH[:length]
    assert decode(text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize("old", ["gbk", "gb2312"])
def test_older_chinese_tables_are_read_as_gb18030(old: str) -> None:
    assert decode(SPEECH.encode(old)) == (SPEECH, "gb18030")


@pytest.mark.parametrize(("mark", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_a_byte_order_mark_decides(mark: bytes, encoding: str) -> None:
    text, found = decode(mark + "要".encode(encoding))
    assert (text.lstrip("\ufeff"), found) == ("要", encoding)


def test_ascii_in_utf_16_without_a_mark_is_told_by_its_nuls() -> None:
    assert decode("plan 2026\n".encode("utf-16-le")) == ("plan 2026\n", "utf-16-le")
    assert decode("plan 2026\n".encode("utf-16-be")) == ("plan 2026\n", "utf-16-be")


def test_signs_beyond_the_basic_plane_live() -> None:
    text = "请𠮷同志牵头，" + SPEECH
    assert decode(text.encode("gb18030")) == (text, "gb18030")
    assert decode(text.encode("utf-8")) == (text, "utf-8")


def test_nothing_is_an_empty_utf_8_text() -> None:
    assert decode(b"") == ("", "utf-8")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("big5", "各鄉鎮要加強學校與醫院建設，確保安全。"),
        ("shift_jis", "今年は学校と病院の道路をつくる"),
        ("latin-1", "Café crème à la carte, naïve élan"),
    ],
)
def test_other_tables_are_refused_and_not_misread(encoding: str, text: str) -> None:
    with pytest.raises(NotText, match="no text in UTF-8, GB18030 or UTF-16"):
        decode(text.encode(encoding))


def test_a_bad_byte_is_named_by_its_place() -> None:
    data = SPEECH.encode() + b"\xff\xff" + SPEECH.encode()
    with pytest.raises(
        NotText, match=f"not utf-8 at byte {len(SPEECH.encode()) + 1}, line 7; .*save it as UTF-8"
    ):
        decode(data)


def test_a_mark_that_lies_is_said() -> None:
    with pytest.raises(NotText, match="byte order mark says utf-8-sig, but not utf-8-sig at byte"):
        decode(b"\xef\xbb\xbf" + SPEECH.encode("gb18030"))


@pytest.mark.parametrize("data", [b"\0\0\0\0", b"\x01\x02\x03\x04", bytes(range(256))])
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(NotText):
        decode(data)
