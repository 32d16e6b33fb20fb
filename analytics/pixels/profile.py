"""Colour profiles: what a file's own numbers look like in sRGB."""

from __future__ import annotations

import io

from PIL import Image, ImageCms

SRGB = ImageCms.createProfile("sRGB")


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The RGB or CMYK image in sRGB. Without a profile, or with one that is broken or of other colours, as it is."""
    if not profile:
        return image
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, own, SRGB, outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError):
        return image
