"""Documents as people send them, and as nobody should."""

import io
import zipfile

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
_WORD_TYPES = b'<Types><Override PartName="/word/document.xml"/></Types>'


def docx(**members: bytes) -> bytes:
    """A Word text with its two parts, and further members by path (`__` for `/`)."""
    file = io.BytesIO()
    parts = {"[Content_Types].xml": _WORD_TYPES, "word/document.xml": b"<w:document/>"}
    parts |= {name.replace("__", "/"): body for name, body in members.items()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            if body:
                archive.writestr(name, body)
    return file.getvalue()


def doc(*streams: str) -> bytes:
    """The older container with the names of its streams."""
    names = "".join(("WordDocument", *streams)).encode("utf-16-le")
    return bytes.fromhex("d0cf11e0a1b11ae1") + names
