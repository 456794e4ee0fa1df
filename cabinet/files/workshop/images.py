"""An image is drawn anew: upright, small enough, in ordinary colours, without what it came with."""

import io
import warnings

from PIL import Image, ImageCms, ImageFile, ImageOps

from cabinet.files.workshop.made import Made, UnsafeFileError
from cabinet.rules.files import LONGEST_SIDE, MAX_BYTES, MAX_PIXELS, THUMBNAIL_SIDE, Fault, Kind

FORMATS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG"}
QUALITY, THUMBNAIL_QUALITY = 85, 75
#: What a decoder raises at a file that is not what it says; a bomb's warning is one too.
BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError)


def redraw(content: bytes, kind: Kind) -> Made:
    """Nothing passes but its points: EXIF, place, comments, profiles and tails are left behind."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            image = _drawn(content, kind)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise UnsafeFileError(Fault.TOO_MANY_PIXELS) from error
        except UnsafeFileError:
            raise
        except (*BROKEN, Warning) as error:
            raise UnsafeFileError(Fault.BROKEN_IMAGE) from error
    kind, kept = _written(image, kind)
    thumbnail = image.copy()
    thumbnail.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return Made(kind, kept, _jpeg(thumbnail, THUMBNAIL_QUALITY), image.width, image.height)


def _drawn(content: bytes, kind: Kind) -> Image.Image:
    """The first picture of the file, at most LONGEST_SIDE long, upright, RGB or RGBA."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    # Only the decoder of what its first bytes say: the others never see it.
    with Image.open(io.BytesIO(content), formats=[FORMATS[kind]]) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise UnsafeFileError(Fault.TOO_MANY_PIXELS)
        profile, orientation = opened.info.get("icc_profile"), opened.getexif().get(0x0112, 1)
        # A JPEG is decoded at a half or a quarter at once when that is enough.
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        opened.load()
        image = _in_colour(opened)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
    image = _upright(_ordinary(image, profile), orientation)
    # A new picture, so that nothing that was read beside the points goes on.
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    return clean


def _in_colour(image: Image.Image) -> Image.Image:
    if image.mode in ("RGB", "RGBA"):
        return image.copy()
    if image.mode in ("I", "I;16", "I;16B", "F"):
        # Sixteen bits of grey: the upper eight are what a screen shows.
        return image.point(lambda value: value / 256).convert("L").convert("RGB")
    see_through = image.mode in ("LA", "PA") or "transparency" in image.info
    return image.convert("RGBA" if see_through else "RGB")


def _ordinary(image: Image.Image, profile: bytes | None) -> Image.Image:
    """In sRGB: a phone's wide colours would look pale once their profile is gone. A false profile is left."""
    if not profile:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        made = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=image.mode)
    except (ImageCms.PyCMSError, *BROKEN):
        return image
    return made or image


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    exif = Image.Exif()
    exif[0x0112] = orientation
    image.info.clear()
    image.info["exif"] = exif.tobytes()
    return ImageOps.exif_transpose(image)


def _written(image: Image.Image, kind: Kind) -> tuple[Kind, bytes]:
    """A photo saved as PNG may be heavier drawn anew than it came: it then becomes a JPEG."""
    if kind is Kind.PNG:
        out = io.BytesIO()
        image.save(out, "PNG", compress_level=6)
        if out.tell() <= MAX_BYTES:
            return Kind.PNG, out.getvalue()
    return Kind.JPEG, _jpeg(image, QUALITY)


def _jpeg(image: Image.Image, quality: int) -> bytes:
    if image.mode == "RGBA":
        on_white = Image.new("RGB", image.size, "white")
        on_white.paste(image, mask=image.getchannel("A"))
        image = on_white
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()
