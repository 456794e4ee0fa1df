"""A photo that is of nobody, and papers that bind nobody: all drawn."""

import io
import random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIZE = (1600, 1200)
A4 = (827, 1169)  # at 100 dots an inch
SKIN, REDNESS, WOUND, EDGE = (222, 178, 152), (206, 120, 104), (142, 44, 44), (186, 86, 78)


def wound() -> bytes:
    """A JPEG, the same each time."""
    chance = random.Random(7)  # noqa: S311 -- a drawing, not a secret
    image = Image.new("RGB", SIZE, SKIN)
    draw = ImageDraw.Draw(image)
    for _ in range(900):
        x, y, r = chance.randrange(SIZE[0]), chance.randrange(SIZE[1]), chance.randrange(6, 60)
        shade = chance.randrange(-9, 10)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=tuple(part + shade for part in SKIN))
    image = image.filter(ImageFilter.GaussianBlur(24))
    for box, colour, blur in (
        ((430, 330, 1170, 870), REDNESS, 60),
        ((620, 480, 980, 720), EDGE, 14),
        ((660, 510, 940, 690), WOUND, 6),
    ):
        spot = Image.new("L", SIZE, 0)
        ImageDraw.Draw(spot).ellipse(box, fill=255)
        image.paste(colour, mask=spot.filter(ImageFilter.GaussianBlur(blur)))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88)
    return out.getvalue()


def paper(title: str, *lines: str) -> bytes:
    """One page as an office scans it, as PDF."""
    page = Image.new("L", A4, 255)
    draw = ImageDraw.Draw(page)
    draw.text((110, 130), title, fill=0, font=ImageFont.load_default(34))
    for rank, line in enumerate(lines):
        draw.text((110, 240 + 44 * rank), line, fill=40, font=ImageFont.load_default(22))
    out = io.BytesIO()
    page.save(out, "PDF", resolution=100)
    return out.getvalue()
