"""One document out of an untrusted upload: a PDF or a Word file, by its bytes, not by its name.

Pure: bytes in, a `Document` out, or a refusal that names the file and says why.
"""

import hashlib
import io
import lzma
import os
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_BYTES = 10 * 1024 * 1024
LONGEST_NAME = 120
PDF = "application/pdf"
DOC = "application/msword"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENDINGS = {PDF: ".pdf", DOC: ".doc", DOCX: ".docx"}
ACCEPTED = ".pdf,.doc,.docx"

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_MEMBERS, _UNPACKED_BYTES, _PACKED_TIMES = 2000, 200 * 1024 * 1024, 200
MAX_TYPES_BYTES = 1024 * 1024  # the one part that is unpacked here; Word's own is a few kilobytes
_PARTS = "[Content_Types].xml", "word/document.xml"
# What the standard library raises of a zip that was made or damaged on purpose.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    EOFError,
    OSError,
)
_MACROS = "vbaproject", "vbadata", "macroenabled"


@dataclass(frozen=True)
class Document:
    """What is kept of an upload."""

    name: str
    content_type: str
    body: bytes
    digest: bytes  # SHA-256

    @property
    def size_bytes(self) -> int:
        """Its length."""
        return len(self.body)


def read(file: IO[bytes], name: str) -> Document:
    """Judge one upload by what is in it.

    Raises ValidationError, worded for the person and naming the file, for what is empty, over
    10 MB, carries macros, is damaged, or is neither PDF nor Word.
    """
    body = file.read(MAX_BYTES + 1)
    named = clean_name(name)
    if len(body) > MAX_BYTES:
        raise _refused(named, _("it is larger than 10 MB. Make it smaller, or cut it"), "too_big")
    if not body:
        raise _refused(named, _("it is empty"), "empty")
    kind = _kind(body, named)
    stem = os.path.splitext(named)[0] or _("document")
    ending = ENDINGS[kind]
    named = f"{stem[: LONGEST_NAME - len(ending)]}{ending}"
    return Document(named, kind, body, hashlib.sha256(body).digest())


def is_picture(head: bytes) -> bool:
    """Whether a file begins as pictures do; whether it is a sound one is the album's to say."""
    begins = head.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM"))
    return begins or head[:4] == b"RIFF" and head[8:12] == b"WEBP" or head[4:8] == b"ftyp"


def clean_name(name: str) -> str:
    """The bare file name: no folder, nothing invisible or turning the line round, not too long."""
    bare = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(" " if sign in '<>:"|?*' else sign for sign in bare if sign.isprintable())
    plain = " ".join(plain.split()).strip(". ")
    stem, ending = os.path.splitext(plain)
    return f"{stem[: LONGEST_NAME - len(ending[:10])]}{ending[:10]}" or _("document")


def _kind(body: bytes, name: str) -> str:
    if b"%PDF-" in body[:1024]:
        if b"startxref" not in body[-4096:]:
            raise _refused(name, _("its end is missing. Save it once more, then send it"), "cut")
        return PDF
    if body.startswith(b"PK\x03\x04"):
        return _check_docx(body, name)
    if body.startswith(_OLE):
        return _check_doc(body, name)
    raise _refused(name, _("it is neither a picture nor PDF nor Word"), "kind")


def _check_docx(body: bytes, name: str) -> str:
    """A zip with the parts of a Word text, of a sane size, without macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = archive.infolist()
            _check_members(members, name)
            names = {member.filename for member in members}
            if not names.issuperset(_PARTS):
                raise _refused(name, _("it is neither a picture nor PDF nor Word"), "kind")
            types = archive.read(_PARTS[0]).lower()
    except _BROKEN as broken:
        why = _("it does not open. Save it once more, then send it")
        raise _refused(name, why, "broken") from broken
    told = " ".join(names).lower() + types.decode("utf-8", "replace")
    if any(word in told for word in _MACROS):
        raise _has_macros(name)
    return DOCX


def _check_members(members: list[zipfile.ZipInfo], name: str) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    swollen = unpacked > _UNPACKED_BYTES or unpacked > 1_000_000 + packed * _PACKED_TIMES
    types = sum(member.file_size for member in members if member.filename == _PARTS[0])
    if len(members) > _MEMBERS or swollen or types > MAX_TYPES_BYTES:
        raise _refused(name, _("it would swell beyond measure when opened"), "bomb")


def _check_doc(body: bytes, name: str) -> str:
    """The older container of Office: it must hold a Word text, and no macros."""
    if _wide("WordDocument") not in body:
        raise _refused(name, _("it is neither a picture nor PDF nor Word"), "kind")
    if _wide("_VBA_PROJECT") in body or _wide("Macros") in body:
        raise _has_macros(name)
    return DOC


def _wide(word: str) -> bytes:
    return word.encode("utf-16-le")


def _has_macros(name: str) -> ValidationError:
    return _refused(name, _("it carries macros. Save it without them, or as PDF"), "macros")


def _refused(name: str, why: str, code: str) -> ValidationError:
    return ValidationError(
        _("“%(name)s” was not kept: %(why)s.") % {"name": name, "why": why}, code=code
    )
