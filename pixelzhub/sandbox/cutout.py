"""Finds the subject of a photo: how much of each pixel belongs to it, and its colours without the ground's."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pixelzhub.sandbox.painting import Bytes, Plane

WORK_PX, GRABCUT_PX = 1600, 300
NEAR, FAR = 5.0, 13.0
"""Distance from the ground's colour in CIE Lab: below the first all ground, above the second all subject."""


@dataclass(frozen=True, slots=True)
class Cutout:
    """RGB 0-255 and coverage 0-1, of equal size."""

    colour: Bytes
    cover: Plane

    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom in px of what is more subject than ground; the whole frame if there is nothing."""
        rows, columns = (np.flatnonzero((self.cover > 0.4).any(axis=axis)) for axis in (1, 0))
        if len(rows) == 0:
            return 0, 0, self.cover.shape[1], self.cover.shape[0]
        return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def cut_out(photo: Bytes, alpha: Plane | None = None) -> Cutout:
    """Separate subject and ground of an RGB photo; `alpha` is the coverage that the file brings itself."""
    if alpha is not None and float((alpha < 0.5).mean()) > 0.01:
        return Cutout(photo, alpha)
    photo = _limited(photo)
    lab = cv2.cvtColor(photo.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    ground = _ground(lab)
    if ground is None:
        return Cutout(photo, _kept_whole(_by_grabcut(photo)))
    cover = _kept_whole(_by_colour(lab, ground))
    return Cutout(_without_ground(photo, cover, ground), cover)


def _limited(photo: Bytes) -> Bytes:
    scale = WORK_PX / max(photo.shape[:2])
    if scale >= 1:
        return photo
    return np.asarray(cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _ring(shape: tuple[int, ...]) -> Bytes:
    """The outermost part of the frame. A thin drawn frame line lies inside it or is cut off with it."""
    edge = max(2, round(min(shape[:2]) * 0.02))
    ring = np.ones(shape[:2], np.uint8)
    ring[edge:-edge, edge:-edge] = 0
    return ring


def _ground(lab: Plane) -> Plane | None:
    """The ground's colour at each pixel, as a plane fitted to the ring; None when the ring is no plain ground."""
    rows, columns = np.nonzero(_ring(lab.shape))
    step = max(1, len(rows) // 6000)
    y, x = rows[::step] / lab.shape[0] - 0.5, columns[::step] / lab.shape[1] - 0.5
    seen = lab[rows[::step], columns[::step]]
    near = np.linalg.norm(seen - np.median(seen, axis=0), axis=1) < 14
    if near.mean() < 0.6:
        return None
    terms = np.stack([np.ones_like(x), x, y, x * x, y * y], axis=1)
    for _ in range(2):
        fit, *_rest = np.linalg.lstsq(terms[near], seen[near], rcond=None)
        near = np.linalg.norm(seen - terms @ fit, axis=1) < 6
        if near.mean() < 0.55:
            return None
    return _spread(fit, lab.shape)


def _spread(fit: Plane, shape: tuple[int, ...]) -> Plane:
    y, x = np.mgrid[-0.5:0.5:48j, -0.5:0.5:48j]
    small = np.stack([np.ones_like(x), x, y, x * x, y * y], axis=-1) @ fit
    return np.asarray(cv2.resize(small.astype(np.float32), (shape[1], shape[0])), np.float32)


def _by_colour(lab: Plane, ground: Plane) -> Plane:
    """Ground is what is reached from the edge through its own colour or its soft shadow; outlines stop the flood."""
    apart = lab - ground
    distance = np.linalg.norm(apart, axis=2).astype(np.float32)
    smooth = cv2.GaussianBlur(lab[..., 0], (0, 0), 1.2)
    slope = cv2.magnitude(cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1))
    faint = np.linalg.norm(apart[..., 1:], axis=2) < 7
    shadow = faint & (apart[..., 0] < 0) & (apart[..., 0] > -42) & (slope < 5)
    open_ = (distance < NEAR * 1.6) | shadow
    outside = _reached(open_)
    holes = (distance < NEAR) & ~outside
    outside |= _large(holes, 0.0025)
    soft = np.clip((distance - NEAR) / (FAR - NEAR), 0, 1)
    near_edge = cv2.dilate(outside.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    cover = np.where(outside, np.where(shadow, 0, soft * (distance > NEAR * 1.6)), np.where(near_edge, np.maximum(soft, 0.25), 1))
    return np.asarray(cv2.GaussianBlur(cover.astype(np.float32), (0, 0), 0.7), np.float32)


def _reached(open_: Bytes) -> Bytes:
    """What of the open pixels hangs together with the frame's edge."""
    padded = np.pad(open_.astype(np.uint8), 1, constant_values=1)
    cv2.floodFill(padded, None, (0, 0), 2)
    return np.asarray(padded[1:-1, 1:-1] == 2)


def _large(mask: Bytes, share: float) -> Bytes:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    keep = stats[:, cv2.CC_STAT_AREA] > share * mask.size
    keep[0] = False
    return np.asarray(keep[labels])


def _by_grabcut(photo: Bytes) -> Plane:
    """For rooms, tables and streets: the best guess from the middle of a small copy."""
    scale = GRABCUT_PX / max(photo.shape[:2])
    small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    height, width = small.shape[:2]
    mask = np.zeros((height, width), np.uint8)
    inset = (round(width * 0.06), round(height * 0.05))
    frame = (inset[0], inset[1], width - 2 * inset[0], height - 2 * inset[1])
    cv2.setRNGSeed(1)
    cv2.grabCut(small, mask, frame, np.zeros((1, 65)), np.zeros((1, 65)), 4, cv2.GC_INIT_WITH_RECT)
    found = ((mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)).astype(np.uint8)
    found = cv2.morphologyEx(found, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7)))
    found = cv2.morphologyEx(found, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5)))
    soft = cv2.GaussianBlur(found.astype(np.float32), (0, 0), 1.6)
    large = cv2.resize(soft, photo.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip((large - 0.42) / 0.2, 0, 1), np.float32)


def _kept_whole(cover: Plane) -> Plane:
    """Drop specks, fill pinholes; a result that is hardly anything or nearly everything is no cut-out."""
    solid = (cover > 0.5).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid)
    if count < 2:
        return np.ones_like(cover)
    areas = stats[:, cv2.CC_STAT_AREA].astype(float)
    areas[0] = 0
    keep = areas >= max(areas.max() * 0.04, 0.0004 * solid.size)
    body = cv2.dilate(keep[labels].astype(np.uint8), np.ones((5, 5), np.uint8))
    pinholes = _large((body == 0), 0.0) & ~_large((body == 0), 0.0006)
    share = float(solid.mean())
    if share < 0.004:
        return np.ones_like(cover)
    return np.asarray(np.where(pinholes, 1, cover * body), np.float32)


def _without_ground(photo: Bytes, cover: Plane, ground: Plane) -> Bytes:
    """Take the ground's share out of the colour of half covered pixels, so that no halo stays."""
    edge = (cover > 0.02) & (cover < 0.98)
    behind = cv2.cvtColor(ground, cv2.COLOR_Lab2RGB)[edge] * 255
    share = np.maximum(cover[edge], 0.35)[:, None]
    clean = photo.copy()
    clean[edge] = np.clip((photo[edge] - (1 - share) * behind) / share, 0, 255).astype(np.uint8)
    return clean
