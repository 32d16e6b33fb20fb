"""Perceptual hashes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageOps

from analytics.duplicates import hamming
from analytics.pixels import Measurement, measure
from tests.analytics.pixels.drawing import photo, product, saved

seeds = st.integers(0, 10_000)


def hashes(measured: Measurement) -> tuple[int, int, int]:
    assert measured.phash is not None and measured.content_phash is not None and measured.mirror_phash is not None
    return measured.phash, measured.content_phash, measured.mirror_phash


@settings(max_examples=15, deadline=None)
@given(seed=seeds)
def test_mirror_hash_is_the_hash_of_the_mirrored_picture(seed: int) -> None:
    picture = photo((384, 384), seed)
    _, _, mirror = hashes(measure(saved(picture)))
    mirrored, _, back = hashes(measure(saved(ImageOps.mirror(picture))))
    assert hamming(mirror, mirrored) <= 2
    assert hamming(back, hashes(measure(saved(picture)))[0]) <= 2


@settings(max_examples=15, deadline=None)
@given(seed=seeds, quality=st.integers(60, 95), side=st.integers(300, 700))
def test_hash_survives_jpeg_and_resizing(seed: int, quality: int, side: int) -> None:
    picture = photo((600, 600), seed)
    copy = saved(picture.resize((side, side)), "JPEG", quality=quality)
    assert hamming(hashes(measure(saved(picture)))[0], hashes(measure(copy))[0]) <= 6


@settings(max_examples=15, deadline=None)
@given(seed=seeds)
def test_hashes_fit_a_signed_big_integer(seed: int) -> None:
    assert all(-(2**63) <= value < 2**63 for value in hashes(measure(saved(photo((200, 200), seed)))))


def test_content_hash_survives_more_room_round_the_product() -> None:
    shot = product((700, 700), (0.1, 0.1, 0.9, 0.9))
    shot.paste(photo((400, 300)), (150, 200))
    roomy = ImageOps.expand(shot, 200, fill="white")
    assert hamming(hashes(measure(saved(shot)))[1], hashes(measure(saved(roomy)))[1]) <= 6
