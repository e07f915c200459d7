"""`python -m docs.picture URL`: today on the phone and coverage on the desk, in one picture."""

import io
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import Browser, sync_playwright

from config.running.browser import find_chromium
from config.servers.places import ROOT, data_folder

PICTURE = ROOT / "docs" / "doorstep.png"
TOWN = "/coverage/320581101/"  # 梅李镇, where the demo's story happens
PAPER = "#e9e6dd"
LARGEST = 300_000  # bytes
MARGIN, RADIUS = 56, 18


def main(site: str) -> None:
    """Log in twice, look twice, put both side by side."""
    password = (data_folder() / "demo-password").read_text().strip()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        phone = _shot(browser, site, "cadre1", password, "/today/", (375, 780), is_phone=True)
        desk = _shot(browser, site, "supervisor1", password, TOWN, (1280, 800))
        browser.close()
    _save(_beside(phone, desk), PICTURE)


def _shot(
    browser: Browser,
    site: str,
    account: str,
    password: str,
    page_address: str,
    size: tuple[int, int],
    *,
    is_phone: bool = False,
) -> Image.Image:
    context = browser.new_context(
        base_url=site,
        viewport={"width": size[0], "height": size[1]},
        locale="zh-CN",
        is_mobile=is_phone,
        has_touch=is_phone,
        device_scale_factor=1.2 if is_phone else 1,
    )
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("[name=login]", account)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda address: "/accounts/" not in address)
    page.goto(page_address)
    raw = page.screenshot()
    context.close()
    return Image.open(io.BytesIO(raw)).convert("RGB")


def _beside(phone: Image.Image, desk: Image.Image) -> Image.Image:
    """The desk behind, the phone in front of its left edge a little lower."""
    lap, drop = phone.width // 3, 48
    height = max(desk.height, phone.height + drop) + 2 * MARGIN
    width = desk.width + phone.width - lap + 2 * MARGIN
    sheet = Image.new("RGB", (width, height), PAPER)
    _lay(sheet, desk, (MARGIN + phone.width - lap, MARGIN))
    _lay(sheet, phone, (MARGIN, MARGIN + drop))
    return sheet


def _lay(sheet: Image.Image, screen: Image.Image, at: tuple[int, int]) -> None:
    """Put a screen down with round corners and a soft shadow."""
    corners = Image.new("L", screen.size, 0)
    ImageDraw.Draw(corners).rounded_rectangle((0, 0, *screen.size), RADIUS, fill=255)
    shade = Image.new("L", sheet.size, 0)
    shade.paste(corners.point(lambda value: value * 7 // 20), (at[0], at[1] + 10))
    sheet.paste("#1b2430", mask=shade.filter(ImageFilter.GaussianBlur(16)))
    sheet.paste(screen, at, corners)


def _save(sheet: Image.Image, path: Path) -> None:
    """Every colour is kept: amber must not turn red."""
    sheet.save(path, optimize=True)
    if path.stat().st_size > LARGEST:
        raise SystemExit(f"{path} has {path.stat().st_size:,} bytes, more than {LARGEST:,}.")
    print(f"{path}: {sheet.width} x {sheet.height}, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
