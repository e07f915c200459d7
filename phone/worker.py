"""The service worker: one script joined from the phone's modules, with the list of files it keeps.

Old browsers know no modules in workers, so imports and exports are taken out; each name at the top
of these modules stands once over all of them (`tests/phone/test_worker.py`).
"""

import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static

# In this order: each after those that it imports.
MODULES = (
    "uuid",
    "store",
    "sealing",
    "clock",
    "asking",
    "device",
    "outbox",
    "receipts",
    "photos",
    "sending",
    "copy",
    "worker/finding",
    "worker/composing",
    "worker/serving",
)
# Files of the phone's pages; the rest is asked for as it is needed.
ASSETS = (
    "css/tokens.css",
    "css/parts.css",
    "css/phone.css",
    "css/door.css",
    "vendor/bootstrap/phone.min.css",
    "vendor/htmx/htmx.min.js",
    "vendor/idb/index.js",
    "icons.svg",
    "brand.svg",
    "icons/no-photo.svg",
    "js/floating.js",
    "js/loading.js",
)
NO_PHOTO = "icons/no-photo.svg"
PATIENCE = 2_500  # ms
SHELLS = ("/offline/", "/offline/?over=1")

_IMPORT = re.compile(r'^import (\{[^}]*\}) from "([^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(async )?function |const |let |class )", re.MULTILINE)


def script() -> str:
    """The whole script; another version of any part makes another script."""
    if settings.DEBUG or settings.TESTING:
        return _joined()
    return _joined_once()


def joined(name: str) -> str:
    """One module as a part of a classic script: what it imports stands above it already."""
    text = _source(f"js/phone/{name}.js").read_text()
    text = _IMPORT.sub(lambda found: _named_above(found[1], found[2]), text)
    return _EXPORT.sub("", text)


def _named_above(names: str, where: str) -> str:
    return f"const {names} = idb;\n" if "/vendor/idb/" in where else ""


def _joined() -> str:
    modules = [_source("vendor/idb/umd.js").read_text(), *map(joined, MODULES)]
    assets = [static(name) for name in [*ASSETS, *page_modules()]]
    told: dict[str, Any] = {"assets": assets, "shells": SHELLS, "photo": static(NO_PHOTO)}
    # How long a page of the copy waits for a newer one; a busy test machine is no slow network.
    told["patience"] = 15_000 if settings.TESTING else PATIENCE
    told["hashed"] = not (settings.DEBUG or settings.TESTING)
    version = hashlib.sha256(json.dumps([modules, told, _fingerprints()]).encode()).hexdigest()[:12]
    head = json.dumps({"version": version, **told}, ensure_ascii=False)
    return "\n".join([f'"use strict";\nconst WORKER = {head};', *modules])


@lru_cache(maxsize=1)
def _joined_once() -> str:
    return _joined()


def page_modules() -> list[str]:
    """The modules that pages of the phone load."""
    folder = _source("js/phone/store.js").parent
    return sorted(f"js/phone/{path.name}" for path in folder.glob("*.js"))


def _fingerprints() -> list[str]:
    """Of the files, where their names do not tell."""
    names = [*ASSETS, *page_modules()]
    return [hashlib.sha256(_source(name).read_bytes()).hexdigest() for name in names]


def _source(name: str) -> Path:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found)
