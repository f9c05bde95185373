"""The PNG writer: other decoders read the same pixels."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from planodds.report import theme
from planodds.report.figures.png import encode_png, png_bytes
from planodds.report.figures.save import add_titles, freeze_layout


def test_another_decoder_reads_the_same_pixels():
    pixels = np.random.default_rng(3).integers(0, 256, (17, 23, 3), dtype=np.uint8)
    image = Image.open(BytesIO(encode_png(pixels, dpi=200)))
    assert image.info["dpi"] == pytest.approx((200, 200), abs=0.01)
    np.testing.assert_array_equal(np.asarray(image), pixels)


def test_a_figure_has_as_many_dots_as_its_inches_ask():
    with theme.house_style():
        figure, ax = theme.new_figure(size=(3.0, 2.0))
        ax.plot([0, 1], [0, 1])
        image = Image.open(BytesIO(png_bytes(figure, dpi=100)))
    assert image.size == (300, 200) and image.mode == "RGB"


def test_a_title_does_not_shrink_the_axes():
    with theme.house_style():
        figure, ax = theme.new_figure()
        ax.plot([0, 1], [0, 1])
        freeze_layout(figure)
        before = ax.get_position().bounds * np.tile(figure.get_size_inches(), 2)
        add_titles(figure, "What was found", "How to read it.")
        after = ax.get_position().bounds * np.tile(figure.get_size_inches(), 2)
    np.testing.assert_allclose(after, before)
