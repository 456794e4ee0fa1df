"""A photo that is of nobody: skin, a wound and its redness, drawn."""

import io
import random

from PIL import Image, ImageDraw, ImageFilter

SIZE = (1600, 1200)
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
