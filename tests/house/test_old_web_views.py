"""The web views of WeCom and DingTalk are old (Chrome 80, Safari 14): no newer syntax.

And no word of the face stands in a module.
"""

import re

import pytest

from config.servers.places import ROOT

MODULES = sorted((ROOT / "static/js").rglob("*.js"))

FORBIDDEN = {
    "logical assignment": r"(\?\?|\|\||&&)=",
    "at()": r"\.at\(",
    "replaceAll": r"\.replaceAll\(",
    "findLast": r"\.findLast(Index)?\(",
    "structuredClone": r"\bstructuredClone\b",
    "randomUUID": r"\brandomUUID\b",
    "Object.hasOwn": r"\bObject\.hasOwn\(",
    "private field": r"(\bthis\.#|^\s+#\w+\s*[=(;])",
    "static block": r"\bstatic\s*\{",
    "await outside of a function": r"^(await|(const|let)\s.*=\s*await)\b",
    "look-behind": r"\(\?<[=!]",
    "AbortSignal.timeout": r"\bAbortSignal\.(timeout|any)\b",
    "error cause": r"new \w*Error\([^)]*\{\s*cause",
    "array by copy": r"\.(toSorted|toReversed|toSpliced|with)\(",
    "numeric separator": r"\b\d+_\d",
}

# What may be missing is asked for before it is used, in the same file.
ASKED_FOR = {
    r"new BroadcastChannel\(": r"typeof BroadcastChannel",
    r"navigator\.locks\.": r"navigator\.locks\)",
    r"\.requestSubmit\(": r"\.requestSubmit\)|if \(\w+\.requestSubmit|\.requestSubmit \?",
    r"navigator\.clipboard\.": r"!navigator\.clipboard|navigator\.clipboard\b",
}


def without_comments(source: str) -> str:
    """The code alone; addresses keep their two strokes."""
    source = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    return re.sub(r"(^|[\s;,{}])//.*$", r"\1", source, flags=re.MULTILINE)


def name_of(path):
    return str(path.relative_to(ROOT / "static/js"))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_uses_nothing_that_an_old_web_view_lacks(path):
    code = without_comments(path.read_text())

    used = [name for name, form in FORBIDDEN.items() if re.search(form, code, re.MULTILINE)]
    unasked = [
        use for use, ask in ASKED_FOR.items() if re.search(use, code) and not re.search(ask, code)
    ]

    assert used == []
    assert unasked == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_holds_no_word_of_the_face(path):
    code = without_comments(path.read_text())
    strings = re.findall(r"\"([^\"\n]*)\"|'([^'\n]*)'|`([^`]*)`", code)
    spoken = [text for parts in strings for text in parts if is_spoken(text)]
    own = re.findall(r"new Error\(\"([^\"]*)\"\)", code)  # for us, never shown

    assert not re.search(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", code)
    assert [text for text in spoken if text not in own] == []


def is_spoken(text: str) -> bool:
    """Whether it reads like a sentence: capital letter, three words, no selector or address."""
    return bool(re.fullmatch(r"[A-Z][a-z']*( [A-Za-z',]+){2,}[.?!…]?", text.strip()))
