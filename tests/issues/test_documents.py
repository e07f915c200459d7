"""What is taken as a document is judged by its bytes; a refusal names the file and says why."""

import io
import os

import pytest
from django.core.exceptions import ValidationError

from issues import documents
from tests.issues.papers import PDF, doc, docx


def read(body: bytes, name: str = "回复.pdf") -> documents.Document:
    return documents.read(io.BytesIO(body), name)


def refusal(body: bytes, name: str = "方案.docx") -> ValidationError:
    with pytest.raises(ValidationError) as refused:
        read(body, name)
    assert documents.clean_name(name) in refused.value.messages[0]
    return refused.value


def test_a_pdf_and_both_kinds_of_word_are_taken():
    assert read(PDF).content_type == documents.PDF
    assert read(docx(), "方案.docx").content_type == documents.DOCX
    assert read(doc(), "老.doc").content_type == documents.DOC


def test_the_ending_is_told_by_what_is_inside():
    assert read(PDF, "方案.docx").name == "方案.pdf"
    assert read(docx(), "没有尾巴").name == "没有尾巴.docx"


def test_no_folder_and_nothing_invisible_is_left_in_a_name():
    assert documents.clean_name("../../etc/\x00pass\u202ewd\r\n.pdf") == "passwd.pdf"
    assert documents.clean_name("C:\\桌面\\答复.pdf") == "答复.pdf"
    assert documents.clean_name(' . "a" <b.pdf') == "a b.pdf"
    assert len(read(PDF, "很长" * 200 + ".pdf").name) == documents.LONGEST_NAME


def test_what_is_something_else_is_refused():
    assert refusal(b"MZ\x90 a program").code == "kind"
    assert refusal(docx(word__document__xml=b"").replace(b"word", b"cell")).code in {
        "kind",
        "broken",
    }
    assert refusal(bytes.fromhex("d0cf11e0a1b11ae1") + b"Workbook").code == "kind"


def test_a_program_inside_a_word_file_is_refused():
    assert refusal(docx(word__vbaProject__bin=b"x" * 9)).code == "macros"
    assert refusal(docx(**{"word__vbaProject.bin": b"x"}), "会.docm").code == "macros"
    assert refusal(doc("_VBA_PROJECT"), "老.doc").code == "macros"


def test_a_damaged_an_empty_and_a_cut_file_are_refused():
    assert refusal(docx()[:-30]).code == "broken"
    assert refusal(b"").code == "empty"
    assert refusal(PDF[:40]).code == "cut"


def test_a_file_that_breaks_while_it_is_opened_is_refused():
    whole = docx()
    packed = whole.index(b"[Content_Types].xml") + len("[Content_Types].xml")
    assert refusal(whole[:packed] + b"\xff" * 20 + whole[packed + 20 :]).code == "broken"
    no_name = docx(é=b"x").replace("é".encode(), b"\xff\xfe")
    assert refusal(no_name).code == "broken"


def test_what_is_too_big_or_would_swell_is_refused():
    assert refusal(PDF + b"0" * documents.MAX_BYTES).code == "too_big"
    assert refusal(docx(word__media=b"0" * 30_000_000)).code == "bomb"
    types = {"[Content_Types].xml": os.urandom(documents.MAX_TYPES_BYTES + 1)}
    assert refusal(docx(**types)).code == "bomb"
