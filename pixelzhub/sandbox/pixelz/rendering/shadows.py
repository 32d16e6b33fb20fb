"""Shadows as planes of darkness, 0 to 1: the one that the photo has, and one that is drawn."""

from __future__ import annotations

import cv2
import numpy as np

from pixelzhub.sandbox.painting import Bytes, Plane

FAINTEST, DARKEST = 0.03, 0.7
STRENGTH = 0.42


def drop_shadow(cover: Plane) -> Plane:
    """A soft shadow under the subject's foot."""
    rows = np.flatnonzero((cover > 0.4).any(axis=1))
    if len(rows) == 0:
        return np.zeros_like(cover)
    foot = int(rows[-1])
    standing = np.flatnonzero((cover[max(0, foot - cover.shape[0] // 14) : foot + 1] > 0.4).any(axis=0))
    half = max(8, int(standing[-1] - standing[0]) // 2)
    centre = (int(standing[0] + standing[-1]) // 2, min(foot, cover.shape[0] - 2))
    plane = np.zeros_like(cover)
    cv2.ellipse(plane, centre, (int(half * 1.02), max(6, half // 14)), 0, 0, 360, STRENGTH, -1)
    return cv2.GaussianBlur(plane, (0, 0), max(6, half / 18))


def original_shadow(photo: Bytes, cover: Plane) -> Plane:
    """What is darker than the ground round the subject, where it touches the subject."""
    grey = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY).astype(np.float32)
    ground = grey[cover < 0.1]
    if len(ground) == 0:
        return np.zeros_like(cover)
    paper = max(1.0, float(np.percentile(ground, 75)))
    dark = np.clip(1 - grey / paper, 0, DARKEST) * (1 - cover)
    _, labels = cv2.connectedComponents(((dark > FAINTEST) & (cover < 0.4)).astype(np.uint8))
    rim = cv2.dilate((cover >= 0.4).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    touching = np.setdiff1d(np.unique(labels[rim]), [0])
    # From the faintest on, so that the shadow fades out instead of ending in a line.
    own = np.where(np.isin(labels, touching), (dark - FAINTEST) / (1 - FAINTEST), 0)
    return cv2.GaussianBlur(own.astype(np.float32), (0, 0), 1.0)
