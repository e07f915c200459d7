import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import ExifTags, Image, ImageDraw

Shot = Callable[..., io.BytesIO]


@pytest.fixture
def shot() -> Shot:
    """Take a picture: a field under a sky, as a file of some format."""

    def take(
        size: tuple[int, int] = (800, 600),
        form: str = "JPEG",
        orientation: int = 1,
        *,
        gps: bool = False,
        shade: int = 0,
    ) -> io.BytesIO:
        image = Image.new("RGB", size, (120, 170 + shade, 220))
        draw = ImageDraw.Draw(image)
        width, height = size
        draw.rectangle([0, height // 2, width, height], fill=(60, 120, 40))
        draw.ellipse([width // 8, height // 8, width // 3, height // 3], fill=(250, 220, 90))
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = orientation
        exif[ExifTags.Base.Model] = "secret camera"
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:20 14:32:05"
        if gps:
            told = exif.get_ifd(ExifTags.IFD.GPSInfo)
            told[ExifTags.GPS.GPSLatitudeRef], told[ExifTags.GPS.GPSLongitudeRef] = "N", "E"
            told[ExifTags.GPS.GPSLatitude] = (31.0, 39.0, 36.0)
            told[ExifTags.GPS.GPSLongitude] = (120.0, 45.0, 0.0)
        out = io.BytesIO()
        image.save(out, form, exif=exif)
        out.seek(0)
        return out

    return take


@pytest.fixture
def album(tmp_path: Path, settings: Any) -> None:
    """Files lie in a folder of the test's own."""
    settings.PHOTOS_ROOT = tmp_path
