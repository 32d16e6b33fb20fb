"""Rules that a photo meets, in a few words each."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from analytics.pixels import Measurement
from pixelzhub.dashboard.templatetags.hub import count, filesize

WORDS = {
    "low_resolution": _("large enough"),
    "non_white_background": _("white background"),
    "small_subject": _("fills the frame"),
    "large_subject": _("room around the product"),
    "tight_crop": _("nothing cut off"),
    "border_frame": _("no frame"),
    "odd_aspect_ratio": _("fitting shape"),
    "blurry": _("in focus"),
    "upscaled": _("not enlarged"),
    "low_information": _("not a placeholder"),
    "wrong_extension": _("named as what it is"),
    "animated": _("still"),
    "corrupt": _("opens"),
    "few_product_pixels": _("enough pixels on the product"),
    "off_centre": _("in the middle"),
    "dark": _("bright enough"),
    "jpeg_artifacts": _("no marks of compression"),
    "not_rgb": _("colours for screens"),
    "watermark": _("no watermark seen"),
    "text_overlay": _("no added text seen"),
    "grayscale": _("in colour"),
    "url_query": _("address without a query"),
    "url_extension": _("address ends like a picture’s"),
}


def met_words(codes: Iterable[str], measurement: Measurement) -> str:
    """The file in figures, then what the met rules say of it; a code without words is passed over."""
    codes = set(codes)
    figures = [f"{count(max(measurement.width, measurement.height))} px"] if measurement.width else []
    figures += [measurement.format] if "unsupported_format" in codes else []
    figures += [filesize(measurement.bytes)] if "too_large_file" in codes else []
    return " · ".join([*figures, *(str(words) for code, words in WORDS.items() if code in codes)])
