"""A QR code is read by a program that did not write it, and is as large as its standard says."""

from __future__ import annotations

import gc
import re
from xml.etree import ElementTree

import numpy as np
import pytest
import segno
import zxingcpp
from numpy.typing import NDArray

from logreg_core import ArgumentError
from pages.base.qr import MAX_BYTES, QrCode


def pixels(svg: str) -> NDArray[np.uint8]:
    """The picture that an SVG of horizontal strokes shows, with six pixels for a module: uint8 ``(h, w)``."""
    root = ElementTree.fromstring(svg)
    side = int(root.attrib["viewBox"].split()[2])
    picture = np.full((side, side), 255, np.uint8)
    (strokes,) = [each for each in root if "stroke" in each.attrib]
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", strokes.attrib["d"]):
        steps = [float(number) for number in numbers.split()]
        if command == "h":
            picture[int(y), int(x) : int(x + steps[0])] = 0
            x += steps[0]
        else:
            x, y = (steps[0], steps[1]) if command == "M" else (x + steps[0], y + steps[1])
    return picture.repeat(6, 0).repeat(6, 1)


@pytest.mark.parametrize("text", ["https://neuron.example/?lesson=one_neuron", "x" * MAX_BYTES, "Bär, 猫 & <b>"])
def test_another_program_reads_what_was_written(text: str) -> None:
    (read,) = zxingcpp.read_barcodes(pixels(QrCode(text).svg))
    assert read.bytes.decode() == text


def test_it_has_the_sides_of_the_standard_and_white_around_it() -> None:
    assert QrCode("x" * 17).side == 21 + 8, "version 1, level L, holds 17 bytes"
    assert QrCode("x" * 18).side == 25 + 8
    assert QrCode("x" * MAX_BYTES).side == 177 + 8
    picture = pixels(QrCode("x").svg)
    assert picture[:24].min() == picture[:, :24].min() == picture[-24:].min() == picture[:, -24:].min() == 255


def test_a_dense_code_must_be_large_to_be_read_from_the_back_row() -> None:
    assert QrCode("x" * 17).width(8) == pytest.approx(0.348), "29 modules of 12 mm"
    assert QrCode("x" * MAX_BYTES).width(8) > 2.2


def test_a_code_is_worked_out_once_and_goes_with_whoever_holds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    made, make = [], segno.make_qr
    monkeypatch.setattr(segno, "make_qr", lambda text, **more: made.append(text) or make(text, **more))
    code = QrCode("the word of a room")
    assert (code.side, bool(code.svg)) == (25 + 8, True), "version 2"
    assert made == ["the word of a room"]
    del code
    gc.collect()
    assert not [each for each in gc.get_objects() if isinstance(each, segno.QRCode)]


@pytest.mark.parametrize("text", ["", "x" * (MAX_BYTES + 1), "ä" * 1_477])
def test_what_no_code_holds_is_refused_with_its_size(text: str) -> None:
    with pytest.raises(ArgumentError, match=rf"2,953 bytes\. Got {len(text.encode()):,}\. Use a shorter link"):
        QrCode(text)
