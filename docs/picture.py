"""The picture of the README: today on the phone and coverage on the desk, in one."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from config.servers.places import ROOT
from docs.screens import DESK, PHONE, Shot, chromium, logged_in, take

PICTURE = ROOT / "docs" / "doorstep.png"
TOWN = "/coverage/320581101/"  # 梅李镇, where the demo's story happens
PAPER = "#e9e6dd"
LARGEST = 400_000  # bytes
MARGIN, RADIUS = 56, 18


def make(site: str) -> Path:
    """Look twice, put both side by side."""
    with chromium() as browser:
        with logged_in(browser, site, "cadre1", PHONE) as page:
            phone = take(page, Shot("", "cadre1", "/today/", PHONE))
        with logged_in(browser, site, "supervisor1", DESK) as page:
            desk = take(page, Shot("", "supervisor1", TOWN))
    return _save(_beside(phone, desk), PICTURE)


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


def _save(sheet: Image.Image, path: Path) -> Path:
    """Every colour is kept: amber must not turn red. Raises ValueError when it is too large."""
    sheet.save(path, optimize=True)
    if path.stat().st_size > LARGEST:
        raise ValueError(f"{path} has {path.stat().st_size:,} bytes, more than {LARGEST:,}.")
    return path
