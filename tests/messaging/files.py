"""Files as people send them, and as those who mean harm do."""

import io

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Array, Dictionary, Name
from PIL import Image

#: What must be found nowhere once the file is kept.
PLACE = "46.5817N-1.5083W-MARQUEUR"


def photo(size=(640, 480), *, orientation=1, colour=(200, 30, 30), **options) -> bytes:
    """A JPEG as a phone makes it: a comment, a place, an orientation."""
    image, exif, out = Image.new("RGB", size, colour), Image.Exif(), io.BytesIO()
    # Half of another colour, so that which way it stands can be seen.
    image.paste((20, 20, 220), (0, 0, size[0] // 2, size[1]))
    exif[0x0112], exif[0x010E] = orientation, PLACE
    exif.get_ifd(0x8825).update({1: "N", 2: (46.0, 34.0, 54.0), 3: "W", 4: (1.0, 30.0, 30.0)})
    image.save(out, "JPEG", exif=exif, comment=PLACE.encode(), quality=80, **options)
    return out.getvalue()


def drawing(size=(300, 200), mode="RGBA", **options) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, "PNG", **options)
    return out.getvalue()


def pdf(change=None, **options) -> bytes:
    with pikepdf.new() as made:
        made.add_blank_page()
        if change:
            change(made)
        out = io.BytesIO()
        made.save(out, **options)
    return out.getvalue()


def armed(made: pikepdf.Pdf) -> None:
    """Everything that a PDF can do beyond showing a page."""
    script = Dictionary(S=Name("/JavaScript"), JS="app.alert('MARQUEUR-JS')")
    made.Root.OpenAction = script
    made.Root.Names = Dictionary(
        JavaScript=Dictionary(
            Names=Array(["a", Dictionary(S=Name("/JavaScript"), JS=made.make_stream(b"MARQUEUR-JS"))])
        )
    )
    page = made.pages[0]
    page.AA = Dictionary(O=Dictionary(S=Name("/Launch"), F="MARQUEUR.exe"))
    page.Annots = Array([
        made.make_indirect(Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9],
            A=Dictionary(S=Name.Launch, F="MARQUEUR.exe"),
        )),
        Dictionary(Type=Name.Annot, Subtype=Name("/RichMedia"), Rect=[0, 0, 1, 1], Contents="MARQUEUR-MEDIA"),
        Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9],
            A=Dictionary(S=Name.URI, URI="https://labo.example/"),
        ),
    ])  # fmt: skip
    made.attachments["MARQUEUR.exe"] = b"MZ MARQUEUR"


def laid_open(content: bytes) -> bytes:
    """A PDF with nothing compressed, to look for words in."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as read:
        read.save(out, qdf=True, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def upload(content: bytes, name: str = "plaie.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=kind)
