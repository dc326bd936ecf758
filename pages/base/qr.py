"""QR codes, and how large a projector must show one for a phone's camera."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from io import BytesIO, StringIO

import segno

from logreg_core.errors import ArgumentError

QUIET_ZONE = 4  # white modules around a code (ISO/IEC 18004)
MAX_BYTES = 2_953  # in the largest code of the standard: version 40, level L
# Width of a module per metre of distance: 2.6 pixels of a camera with 1,920 pixels over 65 degrees.
MIN_MODULE = 0.0015


@dataclass(frozen=True)
class QrCode:
    """A text as a QR code with the lowest error correction, and so the fewest modules.

    text: at most MAX_BYTES of UTF-8; a longer text raises ArgumentError.
    """

    text: str

    def __post_init__(self) -> None:
        size = len(self.text.encode())
        if not 0 < size <= MAX_BYTES:
            raise ArgumentError(f"A QR code holds from 1 to {MAX_BYTES:,} bytes. Got {size:,}. Use a shorter link.")

    @property
    def side(self) -> int:
        """Modules along a side, with the white border."""
        return int(self._made.symbol_size(border=QUIET_ZONE)[0])

    @property
    def svg(self) -> str:
        """The code as a scalable SVG: black on white, with the white border."""
        out = BytesIO()
        self._made.save(
            out, kind="svg", border=QUIET_ZONE, dark="#000", light="#fff", omitsize=True, xmldecl=False, nl=False
        )
        return out.getvalue().decode()

    @property
    def blocks(self) -> str:
        """The code for a terminal: white on black, two rows of modules in each line."""
        out = StringIO()
        self._made.terminal(out, border=QUIET_ZONE, compact=True)
        return "".join(f"\x1b[97;40m{line}\x1b[0m\n" for line in out.getvalue().splitlines() if line)

    def width(self, distance: float) -> float:
        """The width that can be read from this distance, both in metres."""
        return self.side * MIN_MODULE * distance

    @cached_property  # a large code takes 0.2 s
    def _made(self) -> segno.QRCode:
        return segno.make_qr(self.text, error="l")
