"""One picture out of an untrusted upload: upright, at most 1600 px, stripped, with its look.

Pure but for Pillow: bytes in, a `Picture` out, or a refusal in words.
"""

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageCms, ImageOps, ImageStat

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
LONGEST_SIDE = 1600
MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000  # what a phone's camera makes; a bomb says more in its header
PLAIN_BELOW = 6.0  # standard deviation of the 9 x 8 greys: walls and night all look alike
JPEG_QUALITY = 82
SHANGHAI = ZoneInfo("Asia/Shanghai")
Image.MAX_IMAGE_PIXELS = MAX_PIXELS  # Pillow's own net: it refuses twice as many, inside too
SRGB = ImageCms.createProfile("sRGB")


@dataclass(frozen=True)
class Picture:
    """What is kept of an upload; time and place only as data, never inside the file."""

    jpeg: bytes
    width: int
    height: int
    digest: bytes  # SHA-256 of what was uploaded
    look_hash: int | None  # signed 64 bit; None: too plain to tell from others
    taken_at: datetime | None
    latitude: float | None
    longitude: float | None


def develop(file: IO[bytes]) -> Picture:
    """Read, turn, shrink and strip one upload.

    Raises ValidationError, worded for the person, for what is too big, a bomb, or no picture.
    """
    raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise ValidationError(
            _("This photo is over %(most)s MB. Choose a smaller one, or take it anew.")
            % {"most": MAX_BYTES // 1024 // 1024},
            code="too_heavy",
        )
    image = _opened(raw)
    exif = image.getexif()
    try:
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded small at once
        image = ImageOps.exif_transpose(image)
        image = _plain_rgb(image)
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        image.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    except Exception as broken:  # Pillow's decoders raise whatever a damaged file makes them
        raise _unreadable() from broken
    latitude, longitude = _place(exif)
    return Picture(
        jpeg=out.getvalue(),
        width=image.width,
        height=image.height,
        digest=hashlib.sha256(raw).digest(),
        look_hash=look_hash(image),
        taken_at=_taken_at(exif),
        latitude=latitude,
        longitude=longitude,
    )


def _opened(raw: bytes) -> Image.Image:
    """The picture by its header; its size is judged before a single pixel is decoded."""
    try:
        image = Image.open(io.BytesIO(raw), formats=FORMATS)
    except Image.DecompressionBombError as bomb:
        raise _too_large() from bomb
    except Exception as broken:  # not a picture, or a damaged header
        raise _unreadable() from broken
    if image.width * image.height > MAX_PIXELS:
        raise _too_large()
    return image


def _too_large() -> ValidationError:
    return ValidationError(
        _("This photo has too many pixels. Choose a smaller one, or take it anew."),
        code="too_many_pixels",
    )


def _unreadable() -> ValidationError:
    return ValidationError(
        _("This photo does not open. JPEG, PNG, WebP or AVIF can be read; take it anew."),
        code="unreadable",
    )


def _plain_rgb(image: Image.Image) -> Image.Image:
    """sRGB on white, so that neither a profile nor transparency has to be kept."""
    profile = image.info.get("icc_profile")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.new("RGB", layer.size, "white")
        image.paste(layer, mask=layer.getchannel("A"))
    elif profile and image.mode == "RGB":
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            image = ImageCms.profileToProfile(image, source, SRGB) or image
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile costs a shade, not the photo
    elif image.mode.startswith("I;16"):
        image = image.point(lambda grey: grey / 256).convert("L")
    image.info.clear()
    return image.convert("RGB")


def look_hash(image: Image.Image) -> int | None:
    """Difference hash, 64 bit: the same view again differs in 8 bits or less, others in 19.

    None for plain pictures: a white wall and a dark street would all be one.
    """
    grey = image.convert("L").resize((9, 8), Image.Resampling.LANCZOS)
    if ImageStat.Stat(grey).stddev[0] < PLAIN_BELOW:
        return None
    pixels = grey.tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            left = row * 9 + column
            bits = bits << 1 | (pixels[left] > pixels[left + 1])
    return bits - (1 << 64) if bits >> 63 else bits  # as PostgreSQL's bigint


def _taken_at(exif: Image.Exif) -> datetime | None:
    """The camera's own time; Shanghai where it names no zone."""
    told = exif.get_ifd(ExifTags.IFD.Exif)
    text = str(told.get(ExifTags.Base.DateTimeOriginal, "")).strip("\0 ")
    zone = str(told.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 ")
    try:
        return datetime.strptime(f"{text} {zone}", "%Y:%m:%d %H:%M:%S %z")
    except ValueError:
        pass
    try:
        return datetime.strptime(text, "%Y:%m:%d %H:%M:%S").replace(tzinfo=SHANGHAI)
    except ValueError:
        return None


def _place(exif: Image.Exif) -> tuple[float | None, float | None]:
    """Latitude and longitude, whole or not at all."""
    told = exif.get_ifd(ExifTags.IFD.GPSInfo)
    try:
        latitude = _degrees(told[ExifTags.GPS.GPSLatitude], told[ExifTags.GPS.GPSLatitudeRef])
        longitude = _degrees(told[ExifTags.GPS.GPSLongitude], told[ExifTags.GPS.GPSLongitudeRef])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None, None
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):  # NaN is neither
        return None, None
    return latitude, longitude


def _degrees(parts: tuple[float, float, float], side: str) -> float:
    whole, minutes, seconds = (float(part) for part in parts)
    degrees = whole + minutes / 60 + seconds / 3600
    return -degrees if str(side).upper() in {"S", "W"} else degrees
