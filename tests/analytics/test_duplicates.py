"""What two pictures are to each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from analytics.duplicates import hamming, same_photo
from analytics.pixels import Measurement, measure
from tests.analytics.pixels.drawing import photo, product, saved

hashes = st.integers(-(2**63), 2**63 - 1)


@given(first=hashes, second=hashes)
def test_hamming_is_symmetric_and_counts_bits(first: int, second: int) -> None:
    assert hamming(first, second) == hamming(second, first)
    assert hamming(first, first) == 0
    assert hamming(first, ~first) == 64


def shot(colour: tuple[int, int, int]) -> Image.Image:
    image = product((700, 800), (0.2, 0.1, 0.8, 0.9), colour=colour)
    cloth = photo((420, 640)).convert("L").convert("RGB")
    image.paste(Image.blend(image.crop((140, 80, 560, 720)), cloth, 0.35), (140, 80))
    return image


def measured(image: Image.Image, **options: int) -> Measurement:
    return measure(saved(image, "JPEG", **options))


def test_copy_mirror_and_padded_copy_are_the_same_photo() -> None:
    original = measured(shot((40, 90, 160)))
    copies = (
        measured(shot((40, 90, 160)).resize((350, 400)), quality=70),
        measured(ImageOps.mirror(shot((40, 90, 160)))),
        measured(ImageOps.expand(shot((40, 90, 160)), 120, fill="white")),
    )
    assert [same_photo(original, copy) for copy in copies] == ["same_photo"] * 3


def test_another_colour_of_one_shot_is_a_variant() -> None:
    assert same_photo(measured(shot((40, 90, 160))), measured(shot((160, 60, 40)))) == "colour_variant"


def test_another_picture_is_different_and_equal_bytes_are_equal() -> None:
    one, other = measured(photo(seed=1)), measured(photo(seed=2))
    assert same_photo(one, other) == "different"
    assert same_photo(one, one, same_bytes=True) == "same_bytes"


def test_blank_and_broken_pictures_are_nobodys_twin() -> None:
    blank = measured(Image.new("RGB", (300, 300), "white"))
    assert same_photo(blank, blank) == "different"
    assert same_photo(measure(b""), measure(b"")) == "different"


def looking(**values: object) -> Measurement:
    """A picture with structure, red, whose hashes are as given."""
    known = {"entropy": 5.0, "subject_lab": (40.0, 50.0, 30.0), "phash": 0, "content_phash": 0} | values
    return Measurement(**known)  # type: ignore[arg-type]


def test_crop_of_five_percent_a_side_is_the_same_photo_both_ways() -> None:
    picture = photo((800, 800))
    whole, cropped = measured(picture), measured(picture.crop((40, 40, 760, 760)))
    assert {same_photo(whole, cropped), same_photo(cropped, whole)} == {"same_photo"}


def test_near_picture_is_similar_where_neither_colour_nor_shot_agrees() -> None:
    blue = {"subject_lab": (40.0, 5.0, -30.0)}
    assert same_photo(looking(), looking(phash=0x7F)) == "same_photo"
    assert same_photo(looking(), looking(phash=0x7F, **blue)) == "colour_variant"
    assert same_photo(looking(), looking(content_phash=0xFFFFF, **blue)) == "similar"
    assert same_photo(looking(), looking(subject_lab=None)) == "similar"
    assert same_photo(looking(), looking(phash=0xFF, content_phash=0xFF)) == "different"


def test_ground_added_round_a_photo_leaves_it_the_same() -> None:
    """The padded copy's subject is the whole photo, ground and all."""
    plain = looking(whole_lab=(70.0, 10.0, 5.0))
    padded = looking(phash=-1, subject_lab=(70.5, 10.5, 5.0), whole_lab=(80.0, 5.0, 2.0))
    assert {same_photo(plain, padded), same_photo(padded, plain)} == {"same_photo"}


def test_hashes_that_were_not_measured_are_not_compared() -> None:
    assert same_photo(looking(phash=None, content_phash=None), looking(phash=None, content_phash=None)) == "different"
