"""Translations without GNU gettext: Django finds the words in templates, Babel does the rest.

One catalogue an app: `<app>/locale/` speaks for `<app>/` and `templates/<app>/`; `locale/` at the
top for config/ and the templates of no app. Needs Babel, so development only: .mo files are
committed.
"""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from config.servers.places import ROOT

LOCALE = "zh_Hans"
TOP = "config"
APPS = (
    "cadres",
    "photos",
    "households",
    "visits",
    "issues",
    "reminders",
    "phone",
    "dashboards",
    "office",
    "doorcards",
)
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|%[sd]|\{(\w*)\}")
FIXED = datetime(2026, 1, 1, tzinfo=UTC)  # dates in a header only make noise in a diff
HEADER = """# The words of Doorstep in Chinese. Made by `./run manage makemessages`.
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""

Key = tuple[str | None, str]  # context and (singular) msgid


@dataclass(frozen=True)
class Book:
    """The catalogue of one app."""

    app: str

    @property
    def folder(self) -> Path:
        return (ROOT if self.app == TOP else ROOT / self.app) / "locale" / LOCALE / "LC_MESSAGES"

    @property
    def po(self) -> Path:
        return self.folder / "django.po"

    @property
    def mo(self) -> Path:
        return self.folder / "django.mo"

    def sources(self) -> Iterator[Path]:
        """The files this catalogue speaks for."""
        yield from sorted((ROOT / self.app).rglob("*.py"))
        if self.app != TOP:
            yield from _templates(ROOT / "templates" / self.app)
            return
        for path in _templates(ROOT / "templates"):
            if path.relative_to(ROOT / "templates").parts[0] not in APPS:
                yield path

    def extracted(self) -> Catalog:
        """Every msgid in the sources, without translations."""
        found = Catalog(locale=LOCALE, domain="django", fuzzy=False, creation_date=FIXED)
        for path in self.sources():
            if "migrations" in path.parts:
                continue
            name = str(path.relative_to(ROOT))
            for _line, message, comments, context in _messages(path, name):
                found.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
        return found

    def written(self) -> Catalog:
        """What the .po file says now."""
        if not self.po.exists():
            return Catalog(locale=LOCALE, domain="django", fuzzy=False)
        with self.po.open("rb") as file:
            return read_po(file, locale=LOCALE, domain="django")

    def rewrite(self) -> bool:
        """Bring the .po file up to date with the sources; say whether it has any message."""
        fresh = self.extracted()
        catalogue = self.written()
        catalogue.update(fresh, no_fuzzy_matching=True)
        if not any(message.id for message in catalogue):
            return False
        for message in catalogue:
            message.user_comments = [c for c in message.user_comments if c.strip()]
        target = io.BytesIO()
        write_po(
            target,
            catalogue,
            sort_output=True,
            omit_header=True,
            include_lineno=False,
            ignore_obsolete=True,
            width=0,
        )
        self.folder.mkdir(parents=True, exist_ok=True)
        self.po.write_text(f"{HEADER}\n{target.getvalue().decode().strip()}\n")
        return True

    def compiled(self) -> bytes:
        """The .mo file as the .po file wants it."""
        catalogue = self.written()
        catalogue.creation_date = catalogue.revision_date = FIXED
        target = io.BytesIO()
        write_mo(target, catalogue, use_fuzzy=False)
        return target.getvalue()


def books(apps: Iterable[str] = ()) -> list[Book]:
    """The catalogues of these apps; of all that exist when none is named."""
    named = list(apps) or [TOP, *(app for app in APPS if (ROOT / app).is_dir())]
    unknown = set(named) - {TOP, *APPS}
    if unknown:
        raise LookupError(f"No such app: {', '.join(sorted(unknown))}.")
    return [Book(app) for app in named]


def faults(chosen: list[Book]) -> Iterator[str]:
    """What keeps the Chinese from being complete and right, one sentence each."""
    said: dict[Key, tuple[str, str]] = {}
    for book in chosen:
        written = {key_of(message): message for message in book.written() if message.id}
        wanted = {key_of(message) for message in book.extracted() if message.id}
        name = book.po.relative_to(ROOT)
        for _context, text in sorted(wanted - set(written), key=str):
            yield f"{name}: {text!r} is missing: run ./run manage makemessages {book.app}"
        for _context, text in sorted(set(written) - wanted, key=str):
            yield f"{name}: {text!r} is used nowhere: run ./run manage makemessages {book.app}"
        for key, message in written.items():
            yield from (f"{name}: {fault}" for fault in faults_of(message))
            here = "".join(translations(message))
            elsewhere, there = said.setdefault(key, (here, str(name)))
            if elsewhere != here:
                yield f"{name}: {key[1]!r} is {here!r} here but {elsewhere!r} in {there}"
        if written and (not book.mo.exists() or book.mo.read_bytes() != book.compiled()):
            yield f"{book.mo.relative_to(ROOT)} is old: run ./run manage compilemessages"


def faults_of(message: Message) -> Iterator[str]:
    """Empty, unsure, or with placeholders that differ."""
    text = key_of(message)[1]
    if message.fuzzy:
        yield f"{text!r} is marked fuzzy"
    told = translations(message)
    if not all(told):
        yield f"{text!r} has no Chinese"
        return
    wanted = placeholders(message.id if isinstance(message.id, str) else message.id[-1])
    # A plural may leave out its number ("one door"), a translation may not invent a name.
    for chinese in told:
        if placeholders(chinese) != wanted:
            yield f"{text!r} has {sorted(wanted)} but its Chinese {sorted(placeholders(chinese))}"


def key_of(message: Message) -> Key:
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def translations(message: Message) -> tuple[str, ...]:
    said = message.string or ""
    return (said,) if isinstance(said, str) else tuple(said)


def placeholders(text: str) -> set[str]:
    return {match.group(0) for match in PLACEHOLDER.finditer(text.replace("%%", ""))}


def _templates(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.suffix in {".html", ".txt", ".svg", ".js"})


def _messages(
    path: Path, name: str
) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    source = path.read_text()
    if path.suffix != ".py":
        # In brackets, so that the template's own indentation is none of Python's.
        source = f"({templatize(source, origin=name)})"
    yield from extract(
        "python",
        io.BytesIO(source.encode()),
        keywords=KEYWORDS,
        comment_tags=["Translators"],
        options={"encoding": "utf-8"},
    )
