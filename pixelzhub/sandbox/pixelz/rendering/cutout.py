"""Finds the subject of a photo: how much of each pixel belongs to it, and its colours without the ground's."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pixelzhub.sandbox.painting import Bytes, Plane

Indices = NDArray[np.intp]

WORK_PX, GUESS_PX = 1000, 240
SOFT = 8.0
"""Over this distance from the ground's colour, in CIE Lab, coverage grows from none to all."""
PAPER = (100, 0, 0)
PAPER_SLOPE, CLOTH_SLOPE = 3.0, 8.0
"""The steepest change of brightness that still counts as a soft shadow, on white paper and elsewhere."""
SMALLEST_PIECE, SMALLEST_HOLE, SMALLEST_SUBJECT = 0.0004, 0.0025, 0.004
"""Shares of the frame: what is smaller is a speck, a pinhole, or nothing at all."""


@dataclass(frozen=True, slots=True)
class Cutout:
    """RGB 0-255 and coverage 0-1, of equal size."""

    colour: Bytes
    cover: Plane

    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom in px of what is more subject than ground; the whole frame if there is nothing."""
        solid = self.cover > 0.4
        rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
        if len(rows) == 0:
            return 0, 0, self.cover.shape[1], self.cover.shape[0]
        return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def cut_out(photo: Bytes, alpha: Plane | None = None) -> Cutout:
    """Separate subject and ground of an RGB photo; `alpha` is the coverage that the file brings itself."""
    if alpha is not None and float((alpha < 0.5).mean()) > 0.01:
        return Cutout(photo, alpha)
    photo = _exposed(photo)
    small = _limited(_unframed(photo))
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    ground = _ground(lab)
    if ground is None:
        return Cutout(photo, _enlarged(_kept_whole(_guessed(small, lab)), photo))
    cover = _enlarged(_kept_whole(_by_colour(lab, _spread(ground, lab))), photo)
    return Cutout(_without_ground(photo, cover, ground), cover)


def _exposed(photo: Bytes) -> Bytes:
    """Grey paper was white once: lift a photo that was taken too dark before looking at it."""
    rows, columns = _ring(photo.shape)
    seen = photo[rows, columns].astype(np.int16)
    paper = np.median(seen, axis=0)
    plain = (np.abs(seen - paper).max(axis=1) < 20).mean() > 0.8
    if not plain or paper.max() - paper.min() > 24 or not 50 < paper.mean() < 150:
        return photo
    return cv2.convertScaleAbs(photo, alpha=min(2.6, 225 / float(paper.mean())))


def _unframed(photo: Bytes) -> Bytes:
    """Photos with a drawn line round them: paint the line over with what lies just inside it."""
    inset = _frame_width(photo)
    if inset == 0:
        return photo
    inside = photo[inset:-inset, inset:-inset]
    return cv2.copyMakeBorder(inside, inset, inset, inset, inset, cv2.BORDER_REPLICATE)


def _frame_width(photo: Bytes) -> int:
    """How far a frame reaches in, px: a step of brightness along most of at least three sides; 0 if there is none."""
    grey = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY).astype(np.int16)
    reach = max(4, round(min(grey.shape) * 0.08))
    depths = [_line_depth(side[:reach]) for side in (grey, grey[::-1], grey.T, grey.T[::-1])]
    return max(depths) + 3 if sum(depth > 0 for depth in depths) >= 3 else 0


def _line_depth(strip: Bytes) -> int:
    steps = (np.abs(np.diff(strip, axis=0)) > 18).mean(axis=1)
    found = np.flatnonzero(steps > 0.6)
    return int(found[-1]) + 1 if len(found) else 0


def _limited(photo: Bytes) -> Bytes:
    scale = WORK_PX / max(photo.shape[:2])
    if scale >= 1:
        return photo
    return cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def _enlarged(cover: Plane, like: Bytes) -> Plane:
    large = cv2.resize(cover, like.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    return np.clip(large, 0, 1)


def _ring(shape: tuple[int, ...], share: float = 0.02) -> tuple[Indices, Indices]:
    """Rows and columns of the outermost part of the frame."""
    edge = max(2, round(min(shape[:2]) * share))
    ring = np.ones(shape[:2], np.uint8)
    ring[edge:-edge, edge:-edge] = 0
    rows, columns = np.nonzero(ring)
    step = max(1, len(rows) // 6000)
    return rows[::step], columns[::step]


def _terms(x: Plane, y: Plane) -> Plane:
    return np.stack([np.ones_like(x), x, y, x * x, y * y], axis=-1)


def _ground(lab: Plane) -> Plane | None:
    """The ground's colour as a smooth function of the place, fitted to the ring; None when the ring is not plain."""
    rows, columns = _ring(lab.shape)
    terms = _terms(columns / lab.shape[1] - 0.5, rows / lab.shape[0] - 0.5)
    seen = lab[rows, columns]
    if (np.linalg.norm(seen - PAPER, axis=1) < 2).mean() > 0.12:
        # White paper is white paper, even where a subject that is cut off covers most of the frame's edge.
        return np.array([PAPER, *[(0, 0, 0)] * 4], np.float32)
    near = np.linalg.norm(seen - np.median(seen, axis=0), axis=1) < 12
    if near.mean() < 0.75:
        return None
    fit, *_ = np.linalg.lstsq(terms[near], seen[near], rcond=None)
    good = np.linalg.norm(seen - terms @ fit, axis=1) < 5
    # Cloth, floors and walls pass for plain in places only; the parts that do not would stay as shreds.
    return fit if good.mean() > 0.7 and good[near].mean() > 0.93 else None


def _spread(fit: Plane, like: Plane) -> Plane:
    y, x = np.mgrid[-0.5:0.5:48j, -0.5:0.5:48j]
    return cv2.resize((_terms(x, y) @ fit).astype(np.float32), like.shape[1::-1])


def _length(difference: Plane) -> Plane:
    light, a, b = cv2.split(difference)
    return cv2.magnitude(cv2.magnitude(a, b), light)


def _by_colour(lab: Plane, ground: Plane) -> Plane:
    """Ground is what is reached from the edge through its own colour or its soft shadow; outlines stop the flood."""
    apart = lab - ground
    distance = _length(apart)
    near = _noise(distance)
    outside = _reached(
        (distance < near) | _shadowed(lab, apart, PAPER_SLOPE if ground[..., 0].mean() > 97 else CLOTH_SLOPE)
    )
    outside |= _pieces((distance < near) & ~outside, SMALLEST_HOLE)
    outside |= _grid_lines(~outside)
    soft = np.clip((distance - near * 0.6) / SOFT, 0, 1)
    rim = cv2.dilate(outside.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    inner = np.where(rim, np.maximum(soft, 0.4), 1)
    cover = np.where(outside, 0, inner).astype(np.float32)
    return cv2.GaussianBlur(cover, (0, 0), 0.6)


def _noise(distance: Plane) -> float:
    """How far the ground strays from its own colour: little on a white sweep, more on cloth."""
    rows, columns = _ring(distance.shape)
    ring = distance[rows, columns]
    return float(np.clip(np.percentile(ring[ring < 12], 90) * 1.8, 2.2, 8)) if (ring < 12).any() else 8.0


def _grid_lines(solid: Bytes) -> Bytes:
    """Thin lines that run to the frame's edge in many places are joints of tiles or boards."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (11, 11))
    thin = solid & (cv2.morphologyEx(solid.astype(np.uint8), cv2.MORPH_OPEN, disc) == 0)
    _, labels = cv2.connectedComponents(thin.astype(np.uint8))
    edge = np.unique(np.concatenate([labels[1], labels[-2], labels[:, 1], labels[:, -2]]))
    return np.isin(labels, edge[edge > 0]) if len(edge) > 4 else np.zeros_like(solid)


def _shadowed(lab: Plane, apart: Plane, steepest: float) -> Bytes:
    """Darker than the ground, of its hue, and without an edge."""
    smooth = cv2.GaussianBlur(lab[..., 0], (0, 0), 1.2)
    slope = cv2.magnitude(cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1))
    hue = cv2.magnitude(apart[..., 1].copy(), apart[..., 2].copy())
    shadowed: Bytes = (hue < 7) & (apart[..., 0] < 0) & (apart[..., 0] > -42) & (slope < steepest)
    return shadowed


def _reached(passable: Bytes) -> Bytes:
    """What of the passable pixels hangs together with the frame's edge."""
    padded = np.pad(passable.astype(np.uint8), 1, constant_values=1)
    cv2.floodFill(padded, None, (0, 0), 2)
    reached: Bytes = padded[1:-1, 1:-1] == 2
    return reached


def _pieces(mask: Bytes, share: float) -> Bytes:
    """The connected pieces that are larger than a share of the frame."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    keep = stats[:, cv2.CC_STAT_AREA] > share * mask.size
    keep[0] = False
    kept: Bytes = keep[labels]
    return kept


def _guessed(small: Bytes, lab: Plane) -> Plane:
    """For rooms, cloths and streets: GrabCut on a small copy, its edge then drawn to the photo's own edges."""
    scale = GUESS_PX / max(small.shape[:2])
    tiny = cv2.resize(small, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found = _grabbed(tiny, _first_guess(cv2.resize(lab, tiny.shape[1::-1], interpolation=cv2.INTER_AREA)))
    if not 0.12 < found.mean() < 0.9:
        found = _grabbed(tiny, _middle(tiny))
    rough = cv2.resize(cv2.GaussianBlur(found.astype(np.float32), (0, 0), 0.8), small.shape[1::-1])
    refined = _guided(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255, rough)
    cover: Plane = np.clip((refined - 0.35) / 0.4, 0, 1)
    return cover


def _grabbed(tiny: Bytes, mask: Bytes) -> Bytes:
    cv2.setRNGSeed(1)
    try:
        cv2.grabCut(tiny, mask, (0, 0, 0, 0), np.zeros((1, 65)), np.zeros((1, 65)), 4, cv2.GC_INIT_WITH_MASK)
    except cv2.error:  # it refuses a mask without any ground or without any subject
        return np.ones(tiny.shape[:2], np.uint8)
    found: Bytes = ((mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)).astype(np.uint8)
    for step, size in ((cv2.MORPH_CLOSE, 5), (cv2.MORPH_OPEN, 7)):
        found = cv2.morphologyEx(found, step, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    return found


def _middle(tiny: Bytes) -> Bytes:
    """Nothing known but that the subject is not at the edge of the frame."""
    mask: Bytes = np.full(tiny.shape[:2], cv2.GC_BGD, np.uint8)
    y, x = max(2, round(mask.shape[0] * 0.06)), max(2, round(mask.shape[1] * 0.06))
    mask[y:-y, x:-x] = cv2.GC_PR_FGD
    return mask


def _first_guess(lab: Plane) -> Bytes:
    """The edge of the frame is ground; what has a colour that is common there probably is, too."""
    rows, columns = _ring(lab.shape, 0.045)
    seen = lab[rows, columns].astype(np.float32)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 12, 1.0)
    cv2.setRNGSeed(1)
    _, _, centres = cv2.kmeans(seen, 4, np.empty(0, np.int32), stop, 1, cv2.KMEANS_PP_CENTERS)
    nearest = np.min([_length(lab - centre.astype(np.float32)) for centre in centres], axis=0)
    mask = np.where(nearest < 12, cv2.GC_PR_BGD, cv2.GC_PR_FGD).astype(np.uint8)
    mask[rows, columns] = cv2.GC_BGD
    return mask


def _guided(guide: Plane, rough: Plane, radius: int = 8, smooth: float = 4e-4) -> Plane:
    """Guided filter (He, Sun and Tang, 2010): the rough mask takes over the edges of the photo near its own."""

    def mean(plane: Plane) -> Plane:
        return cv2.blur(plane, (2 * radius + 1, 2 * radius + 1))

    middle, level = mean(guide), mean(rough)
    slope = (mean(guide * rough) - middle * level) / (mean(guide * guide) - middle * middle + smooth)
    return mean(slope) * guide + mean(level - slope * middle)


def _kept_whole(cover: Plane) -> Plane:
    """Drop specks and fill pinholes; if hardly anything is left, the photo is all subject."""
    solid = cover > 0.5
    _, labels, stats, _ = cv2.connectedComponentsWithStats(solid.astype(np.uint8))
    areas = stats[:, cv2.CC_STAT_AREA].astype(float)
    areas[0] = 0
    if areas.sum() < SMALLEST_SUBJECT * solid.size:
        return np.ones_like(cover)
    keep = areas >= max(areas.max() * 0.06, SMALLEST_PIECE * solid.size)
    body = cv2.dilate(keep[labels].astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    pinholes = ~body & ~_pieces(~body, SMALLEST_PIECE * 2)
    return np.where(pinholes, 1, cover * body)


def _without_ground(photo: Bytes, cover: Plane, fit: Plane) -> Bytes:
    """Take the ground's share out of the colour of half covered pixels, so that no halo stays."""
    edge = (cover > 0.02) & (cover < 0.98)
    behind = (cv2.cvtColor(_spread(fit, np.empty((48, 48, 3))), cv2.COLOR_Lab2RGB) * 255).astype(np.float32)
    share = np.maximum(cover[edge], 0.35)[:, None]
    ground = cv2.resize(behind, photo.shape[1::-1])[edge]
    clean = photo.copy()
    clean[edge] = np.clip((photo[edge] - (1 - share) * ground) / share, 0, 255).astype(np.uint8)
    return clean
