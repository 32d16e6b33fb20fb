"""Each finding for someone who sells shoes: what is wrong, why it matters, what helps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


@dataclass(frozen=True, slots=True)
class FindingHelp:
    """One code in words; its two pictures are help/<code>-wrong.webp and help/<code>-right.webp."""

    code: str
    title: StrPromise
    wrong: StrPromise
    why: StrPromise
    helps: StrPromise

    @property
    def wrong_picture(self) -> str:
        return f"help/{self.code}-wrong.webp"

    @property
    def right_picture(self) -> str:
        return f"help/{self.code}-right.webp"


_F = FindingHelp
# fmt: off
GROUPS: tuple[tuple[StrPromise, tuple[FindingHelp, ...]], ...] = (
    (_("Background and framing"), (
        _F("non_white_background", _("Background is not white"),
           _("Behind the shoe you see a table, a wall or a grey shade instead of plain white."),
           _("Marketplaces hide main photos that do not look like all the others on the page."),
           _("Retouching cuts the shoe out and puts it on white.")),
        _F("small_subject", _("Product is too small in the frame"),
           _("There is more empty ground than shoe."),
           _("In a list of results the photo is as small as a stamp, and the shoe in it is smaller still."),
           _("Retouching crops and scales it, if the photo has enough pixels.")),
        _F("large_subject", _("Product is too large in the frame"),
           _("The shoe nearly touches the edges of the photo."),
           _("Shops that round corners or lay buttons over photos cover a part of it."),
           _("Retouching gives it a margin.")),
        _F("tight_crop", _("Product is cut off"),
           _("A toe, a heel or a strap leaves the photo."),
           _("Buyers cannot see all of what they pay for, and channels ask for the whole product."),
           _("A new photo with some space around; nobody can retouch what the camera did not see.")),
        _F("off_centre", _("Product is not in the middle"),
           _("The shoe stands to one side of the photo."),
           _("Beside other photos it seems to jump from product to product."),
           _("Retouching moves it to the middle.")),
        _F("border_frame", _("Picture has a frame"),
           _("A coloured line or band runs around the photo."),
           _("Channels count it as an added graphic and may refuse the photo."),
           _("Retouching takes it away.")),
        _F("transparent", _("Ground is transparent"),
           _("The photo has no ground at all, so each site puts its own behind the shoe."),
           _("On a dark page a dark shoe disappears."),
           _("Retouching puts it on white, or save it anew with a white ground.")),
    )),
    (_("Added to the picture"), (
        _F("watermark", _("Perhaps a watermark"),
           _("Letters or a logo seem to lie across the photo."),
           _("Most channels refuse photos with watermarks. This is a guess from the pixels, so look at it."),
           _("Use the photo without it, or let retouching take it away.")),
        _F("text_overlay", _("Perhaps added text"),
           _("A line such as “new” or “-30 %” seems to be written on the photo."),
           _("Most channels want the product alone. This is a guess from the pixels, so look at it."),
           _("Use the photo without it, or let retouching take it away.")),
    )),
    (_("Sharpness, light and colour"), (
        _F("blurry", _("Picture is blurred"),
           _("The camera was moved, or focused on something else."),
           _("Buyers who cannot see the stitches think of bad quality, and send more back."),
           _("A new photo, with a tripod.")),
        _F("upscaled", _("Picture looks enlarged"),
           _("The file is large, but soft: it was blown up from a small one."),
           _("Zooming shows no more than before."),
           _("Upload the original from the camera, or take a new photo.")),
        _F("jpeg_artifacts", _("Marks of strong compression"),
           _("Small squares and specks show around the shoe."),
           _("It looks cheap, and zooming makes it worse."),
           _("Export the original again with a quality of 80 or more.")),
        _F("dark", _("Picture is dark"),
           _("Even the brightest part of the photo is grey."),
           _("Colours look wrong and details vanish."),
           _("Retouching brightens it; more light is better next time.")),
        _F("overexposed", _("Too much light"),
           _("Parts of the shoe are burnt out to plain white."),
           _("Leather and seams cannot be seen there."),
           _("A new photo with less light; what is burnt out cannot be brought back.")),
        _F("low_contrast", _("Picture is flat"),
           _("Light and dark are nearly the same, as through fog."),
           _("The shoe does not stand out and looks worn."),
           _("Retouching spreads its tones.")),
        _F("colour_cast", _("Perhaps a tint"),
           _("All of the photo seems yellow, blue or green, as under a lamp."),
           _("A shoe that comes in another colour than shown is sent back."),
           _("Retouching corrects the colour.")),
        _F("grayscale", _("Perhaps black and white"),
           _("The photo seems to hold no colour."),
           _("Buyers choose shoes by colour. A grey shoe is fine: then accept the finding."),
           _("Use the photo in colour.")),
        _F("low_information", _("Picture shows hardly anything"),
           _("It is one plain colour, or a “no image” sign."),
           _("Nobody buys what cannot be seen, and channels take such placeholders for errors."),
           _("Add a real photo.")),
    )),
    (_("Size and shape"), (
        _F("low_resolution", _("Picture is too small"),
           _("The photo has fewer pixels than the channel asks for."),
           _("It cannot be zoomed into, or is not shown at all."),
           _("Upload the original from the camera, or take a new photo.")),
        _F("few_product_pixels", _("Product has too few pixels"),
           _("The photo is large, but most of it is white margin; the shoe itself is small."),
           _("The channel cuts the margin off, and too little is left to zoom into."),
           _("A new photo from nearer by.")),
        _F("oversized", _("Picture is too long"),
           _("One side has more pixels than the channel takes."),
           _("The upload is refused, though the photo is good."),
           _("Export it smaller; 2,000 to 3,000 pixels are plenty.")),
        _F("too_many_pixels", _("Picture has too many pixels"),
           _("Width times height is more than the channel takes."),
           _("The upload is refused, though the photo is good."),
           _("Export it smaller; 2,000 to 3,000 pixels a side are plenty.")),
        _F("odd_aspect_ratio", _("Shape does not fit"),
           _("The photo is much wider or higher than the channel's frame."),
           _("It is shown with bars, or cut where it should not be."),
           _("Retouching brings it into shape.")),
    )),
    (_("The file"), (
        _F("corrupt", _("File is broken"),
           _("The file ends in the middle of the picture."),
           _("Buyers see a grey field, or nothing."),
           _("Upload the photo again.")),
        _F("unsupported_format", _("Format is not accepted"),
           _("The file is of a kind that the channel does not read."),
           _("The channel leaves the photo out."),
           _("Save it as JPEG.")),
        _F("wrong_extension", _("Name ends like another format"),
           _("The name says .png, but the file is a JPEG."),
           _("Some channels go by the name and then cannot open it."),
           _("Rename the file, or export it again.")),
        _F("too_large_file", _("File is too large"),
           _("The file has more megabytes than the channel takes."),
           _("The upload is refused, and your own pages load slowly."),
           _("Export it as JPEG with a quality of about 85.")),
        _F("too_small_file", _("File is too small"),
           _("The file has fewer kilobytes than the channel takes."),
           _("A file that small is a thumbnail or strongly compressed, so it is refused."),
           _("Upload the original.")),
        _F("not_rgb", _("Colours are meant for print"),
           _("The file mixes inks (CMYK) and not the light of a screen (RGB)."),
           _("Browsers show garish or wrong colours, or nothing."),
           _("Export it as RGB, best as sRGB.")),
        _F("animated", _("Picture is animated"),
           _("The file holds several pictures that follow each other."),
           _("Channels show the first one only, or refuse the file."),
           _("Upload one still photo.")),
        _F("rotated_by_exif", _("Picture is turned by a note in the file"),
           _("The camera noted “turn me” and left the picture lying on its side."),
           _("Software that passes over the note shows the shoe lying down."),
           _("Export it upright.")),
    )),
    (_("The address"), (
        _F("long_url", _("Address is too long"),
           _("The photo's address has more letters than the channel takes."),
           _("The channel cannot fetch the photo."),
           _("Give the file a shorter name.")),
        _F("url_query", _("Address has a query"),
           _("The photo's address goes on after a question mark."),
           _("The channel takes plain addresses only and does not fetch the photo."),
           _("Use the address without the part from the question mark on.")),
        _F("url_extension", _("Address does not end like a picture's"),
           _("The photo's address does not end in .jpg or .png."),
           _("The channel does not take it for a picture."),
           _("Use an address that ends in the file's name.")),
    )),
)
# fmt: on
HELP: dict[str, FindingHelp] = {found.code: found for _title, rows in GROUPS for found in rows}


def help_groups() -> list[tuple[StrPromise, tuple[FindingHelp, ...]]]:
    """All findings in the order of the page."""
    return list(GROUPS)
