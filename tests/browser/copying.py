"""The copy on a phone, as tests wait for it and look into it."""

from typing import Any

from playwright.sync_api import Page

IN_STORE = """async ([what, value]) => {
  const db = await new Promise((done, fail) => {
    const asked = indexedDB.open("doorstep");
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  const of = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const rows = (name, way) => of(db.transaction(name, way).objectStore(name));
  try {
    if (!db.objectStoreNames.contains("meta")) return null;
    const tx = db.transaction(["meta", "kept", "keys", "records"], "readwrite");
    const meta = tx.objectStore("meta");
    if (what === "bundle") return (await of(meta.get("bundle"))) || null;
    if (what === "change") {
      const info = await of(meta.get("bundle"));
      await of(meta.put({ ...info, ...value }, "bundle"));
      return true;
    }
    if (what === "kept") return await of(tx.objectStore("kept").getAllKeys());
    if (what === "keys") return await of(tx.objectStore("keys").getAllKeys());
    if (what === "records") return await of(tx.objectStore("records").count());
    if (what === "meta") return (await of(meta.get(value))) || null;
    if (what === "text") {
      const [told, decoder] = [[], new TextDecoder()];
      for (const name of ["meta", "kept", "records"]) {
        for (const row of await of(tx.objectStore(name).getAll())) {
          const plain = (key, one) => (one instanceof ArrayBuffer ? decoder.decode(one) : one);
          told.push(JSON.stringify(row, plain));
        }
      }
      return told.join();
    }
  } finally { db.close(); }
}"""


def in_store(page: Page, what: str, value: Any = None) -> Any:
    """Look into the store: bundle, kept, keys, meta, records, text; or `change` the bundle."""
    return page.evaluate(IN_STORE, [what, value])


def wait_for_the_copy(page: Page) -> dict[str, Any]:
    """The worker is in charge and the whole copy is on the phone; gives what is known of it."""
    for _turn in range(200):
        info: dict[str, Any] | None = in_store(page, "bundle")
        if info and info.get("whole") and page.evaluate("!!navigator.serviceWorker.controller"):
            return info
        page.wait_for_timeout(100)
    raise AssertionError("the copy did not come")
