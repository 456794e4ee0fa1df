"""A file comes out of the workshop redrawn or disarmed, or not at all, in bounded time and memory."""

import io
import time

import pikepdf
import pytest
from PIL import Image, ImageCms

from cabinet.files import workshop
from cabinet.files.workshop import UnsafeFileError, make_safe
from cabinet.files.workshop.images import redraw
from cabinet.files.workshop.made import Made, pack, unpack
from cabinet.files.workshop.pdfs import disarm
from cabinet.rules.files import LONGEST_SIDE, MAX_BYTES, THUMBNAIL_SIDE, Fault, Kind
from tests.messaging.files import PLACE, armed, drawing, laid_open, pdf, photo

RED, BLUE = (200, 30, 30), (20, 20, 220)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def near(found, wanted) -> bool:
    return all(abs(one - other) < 30 for one, other in zip(found[:3], wanted, strict=True))


def test_photo_loses_its_place_and_all_it_came_with():
    made = make_safe(photo())
    assert (PLACE.encode() in made.content, b"Exif" in made.content) == (False, False)
    image = opened(made.content)
    assert (dict(image.getexif()), image.info.get("comment"), image.info.get("icc_profile")) == (
        {},
        None,
        None,
    )


@pytest.mark.parametrize(
    ("orientation", "size", "where"),
    [
        (1, (64, 48), "left"), (2, (64, 48), "right"), (3, (64, 48), "right"), (4, (64, 48), "left"),
        (5, (48, 64), "top"), (6, (48, 64), "top"), (7, (48, 64), "bottom"), (8, (48, 64), "bottom"),
    ],
)  # fmt: skip
def test_photo_stands_upright(orientation, size, where):
    """The blue half, on the left in the file, is where the phone saw it."""
    image = opened(redraw(photo((64, 48), orientation=orientation), Kind.JPEG).content)
    width, height = image.size
    middle = {
        "left": (8, height // 2), "right": (width - 8, height // 2),
        "top": (width // 2, 8), "bottom": (width // 2, height - 8),
    }  # fmt: skip
    assert (image.size, near(image.getpixel(middle[where]), BLUE)) == (size, True)


def test_large_photo_is_made_smaller_and_has_a_thumbnail():
    made = redraw(photo((5000, 2500)), Kind.JPEG)
    assert (made.width, made.height) == opened(made.content).size == (LONGEST_SIDE, LONGEST_SIDE // 2)
    assert opened(made.thumbnail).size == (THUMBNAIL_SIDE, THUMBNAIL_SIDE // 2)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "I;16"])
def test_each_kind_of_png_is_redrawn(mode):
    content = drawing(mode="P", transparency=0) if mode == "PA" else drawing(mode=mode)
    made = redraw(content, Kind.PNG)
    assert (made.kind, opened(made.content).size, opened(made.thumbnail).size) == (
        Kind.PNG, (300, 200), (300, 200)
    )  # fmt: skip


def test_grey_of_sixteen_bits_stays_grey():
    out = io.BytesIO()
    Image.new("I;16", (8, 8), 128 * 256).save(out, "PNG")
    assert near(opened(redraw(out.getvalue(), Kind.PNG).content).getpixel((4, 4)), (128, 128, 128))


def test_wide_colours_are_brought_into_ordinary_ones():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert near(opened(redraw(photo(icc_profile=profile), Kind.JPEG).content).getpixel((600, 200)), RED)
    assert near(opened(redraw(photo(icc_profile=b"faux"), Kind.JPEG).content).getpixel((600, 200)), RED)


def test_words_and_tails_of_an_image_are_left_behind():
    tail = b"<script>alert('MARQUEUR')</script><?php"
    for content, kind in ((photo() + tail, Kind.JPEG), (drawing() + tail, Kind.PNG)):
        assert b"script" not in redraw(content, kind).content


@pytest.mark.parametrize("kept", [0.02, 0.3, 0.5, 0.9])
def test_truncated_image_is_refused(kept):
    noisy = io.BytesIO()
    Image.effect_noise((300, 200), 90).save(noisy, "PNG")
    for content, kind in ((photo(), Kind.JPEG), (noisy.getvalue(), Kind.PNG)):
        with pytest.raises(UnsafeFileError) as refused:
            redraw(content[: int(len(content) * kept)], kind)
        assert refused.value.fault is Fault.BROKEN_IMAGE


def test_what_only_begins_as_an_image_is_refused():
    for content in (b"\xff\xd8\xff<html>", b"\x89PNG\r\n\x1a\n<svg/>", b"%PDF-1.7\n<html><script>"):
        with pytest.raises(UnsafeFileError) as refused:
            make_safe(content)
        assert refused.value.fault in (Fault.BROKEN_IMAGE, Fault.BROKEN_PDF)


def test_bomb_of_four_hundred_million_points_is_refused_at_once():
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    started = time.monotonic()
    with pytest.raises(UnsafeFileError) as refused:
        make_safe(out.getvalue())
    assert refused.value.fault is Fault.TOO_MANY_PIXELS
    assert time.monotonic() - started < 10


def test_largest_image_that_passes_stays_within_memory():
    made = make_safe(drawing((6000, 6000), "RGB"))
    assert (made.width, made.height) == (LONGEST_SIDE, LONGEST_SIDE)


def test_pdf_that_only_shows_pages_is_kept_to_the_byte():
    content = pdf()
    assert make_safe(content) == Made(Kind.PDF, content)


def test_pdf_goes_to_a_page_when_it_opens_and_runs_nothing():
    def opens_on_its_page(made):
        made.Root.OpenAction = pikepdf.Array([made.pages[0].obj, pikepdf.Name.Fit])

    content = pdf(opens_on_its_page)
    assert disarm(content).content == content


def test_armed_pdf_is_disarmed_and_keeps_its_page_and_its_link():
    made = make_safe(pdf(armed))
    laid = laid_open(made.content)
    signs = [b"MARQUEUR", b"JavaScript", b"Launch", b"RichMedia", b"/AA", b"OpenAction", b"EmbeddedF", b"/EF"]
    assert [sign for sign in signs if sign in laid] == []
    assert (b"https://labo.example/" in laid, disarm(made.content).content == made.content) == (True, True)
    with pikepdf.open(io.BytesIO(made.content)) as read:
        assert len(read.pages) == 1


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (lambda: pdf(encryption=pikepdf.Encryption(user="secret", owner="autre")), Fault.ENCRYPTED_PDF),
        (lambda: pdf()[:-60], Fault.BROKEN_PDF),
        (lambda: b"%PDF-1.7\n" + b"0" * 500, Fault.BROKEN_PDF),
    ],
    ids=["password", "truncated", "noise"],
)
def test_pdf_that_cannot_be_looked_at_is_refused(content, fault):
    with pytest.raises(UnsafeFileError) as refused:
        make_safe(content())
    assert refused.value.fault is fault


def test_process_that_never_ends_or_dies_refuses_the_file(monkeypatch):
    monkeypatch.setattr(workshop, "WALL_SECONDS", 0.01)
    with pytest.raises(UnsafeFileError) as refused:
        make_safe(photo())
    assert refused.value.fault is Fault.TOO_HEAVY
    monkeypatch.setattr(workshop, "WALL_SECONDS", 40)
    monkeypatch.setattr(workshop.sys, "executable", "/bin/false")
    with pytest.raises(UnsafeFileError) as refused:
        make_safe(photo())
    assert refused.value.fault is Fault.TOO_HEAVY


def test_what_is_handed_over_is_whole_or_refused():
    made = Made(Kind.JPEG, b"a" * 1000, b"b" * 10, 4, 3)
    assert unpack(pack(made)) == made
    for cut in (b"", pack(made)[:-1], pack(made) + b"x"):
        with pytest.raises(UnsafeFileError):
            unpack(cut)
    with pytest.raises(UnsafeFileError) as refused:
        unpack(pack(Fault.ENCRYPTED_PDF))
    assert refused.value.fault is Fault.ENCRYPTED_PDF


def test_too_much_is_not_even_opened(monkeypatch):
    monkeypatch.setattr(workshop.subprocess, "run", None)
    for content, fault in ((b"", Fault.EMPTY), (b"\xff\xd8\xff" + b"0" * MAX_BYTES, Fault.TOO_BIG)):
        with pytest.raises(UnsafeFileError) as refused:
            make_safe(content)
        assert refused.value.fault is fault
