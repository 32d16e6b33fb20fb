"""How each code is judged: one judge a code, and this table."""

from __future__ import annotations

from analytics.channels.judges import addresses, files, framing, ground, hints, product_size, quality, size
from analytics.channels.judges.judge import Judge

JUDGES: dict[str, Judge] = {
    "corrupt": files.CORRUPT,
    "unsupported_format": files.UNSUPPORTED_FORMAT,
    "wrong_extension": files.WRONG_EXTENSION,
    "too_large_file": files.TOO_LARGE_FILE,
    "too_small_file": files.TOO_SMALL_FILE,
    "not_rgb": files.NOT_RGB,
    "animated": files.ANIMATED,
    "long_url": addresses.LONG_URL,
    "url_query": addresses.URL_QUERY,
    "url_extension": addresses.URL_EXTENSION,
    "low_resolution": size.LOW_RESOLUTION,
    "few_product_pixels": product_size.FEW_PRODUCT_PIXELS,
    "oversized": size.OVERSIZED,
    "too_many_pixels": size.TOO_MANY_PIXELS,
    "odd_aspect_ratio": size.ODD_ASPECT_RATIO,
    "non_white_background": ground.NON_WHITE_BACKGROUND,
    "small_subject": framing.SMALL_SUBJECT,
    "large_subject": framing.LARGE_SUBJECT,
    "tight_crop": framing.TIGHT_CROP,
    "off_centre": framing.OFF_CENTRE,
    "border_frame": framing.BORDER_FRAME,
    "blurry": quality.BLURRY,
    "upscaled": quality.UPSCALED,
    "low_information": quality.LOW_INFORMATION,
    "jpeg_artifacts": quality.JPEG_ARTIFACTS,
    "dark": quality.DARK,
    "watermark": hints.WATERMARK,
    "text_overlay": hints.TEXT_OVERLAY,
    "grayscale": hints.GRAYSCALE,
}
