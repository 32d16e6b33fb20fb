"""The array types that the metrics pass to each other, and the two channel reductions that NumPy does slowly."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Plane = npt.NDArray[np.uint8]  # height x width
Colour = npt.NDArray[np.uint8]  # height x width x 3, RGB
Mask = npt.NDArray[np.bool_]  # height x width
Numbers = npt.NDArray[Any]


def strongest(colours: Colour) -> Plane:
    """The greatest of the three channels of every pixel; ten times as fast as a maximum over NumPy's last axis."""
    first, second, third = cv2.split(colours)
    return np.asarray(cv2.max(cv2.max(first, second), third), np.uint8)


def weakest(colours: Colour) -> Plane:
    """The least of the three channels of every pixel."""
    first, second, third = cv2.split(colours)
    return np.asarray(cv2.min(cv2.min(first, second), third), np.uint8)


def counts_of(values: Plane) -> Numbers:
    """How many pixels have each of the 256 values."""
    return np.ravel(cv2.calcHist([values], [0], None, [256], [0, 256]))
