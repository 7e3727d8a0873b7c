"""Well-known binary formats, told by their first bytes, so that a reader hears what the file is."""

from __future__ import annotations

_SIGNATURES = {
    b"%PDF-": "a PDF document",
    b"PK\x03\x04": "a zip archive or an Office document (docx, xlsx)",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Office document (doc, xls, wps)",
    b"{\\rtf": "an RTF document",
    b"\x89PNG\r\n": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a\x07": "a rar archive",
    b"\x7fELF": "a program",
}


def kind_of_binary(data: bytes) -> str | None:
    """What a file that begins so is, with its article; None where nothing speaks against text."""
    return next((kind for start, kind in _SIGNATURES.items() if data.startswith(start)), None)
