"""How each code is judged: one small function a code, and this table."""

from __future__ import annotations

from collections.abc import Callable

from analytics.channels.judges import files, framing, ground, quality, size
from analytics.channels.shapes import Judgement, PlacementFacts, Rule
from analytics.pixels.measurement import Measurement

Judge = Callable[[Measurement, PlacementFacts, Rule], Judgement | None]

JUDGES: dict[str, Judge] = {
    "corrupt": files.corrupt,
    "unsupported_format": files.unsupported_format,
    "wrong_extension": files.wrong_extension,
    "too_large_file": files.too_large_file,
    "animated": files.animated,
    "long_url": files.long_url,
    "low_resolution": size.low_resolution,
    "oversized": size.oversized,
    "too_many_pixels": size.too_many_pixels,
    "odd_aspect_ratio": size.odd_aspect_ratio,
    "non_white_background": ground.non_white_background,
    "small_subject": framing.small_subject,
    "large_subject": framing.large_subject,
    "tight_crop": framing.tight_crop,
    "border_frame": framing.border_frame,
    "blurry": quality.blurry,
    "upscaled": quality.upscaled,
    "low_information": quality.low_information,
}
