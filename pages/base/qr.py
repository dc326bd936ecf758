"""A text as a QR code, which the camera of a phone reads from a projector, and how large it must be there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from io import BytesIO, StringIO

import segno

from logreg_core.errors import ArgumentError

QUIET_ZONE = 4  # modules of white around a code, as its standard asks (ISO/IEC 18004)
MAX_BYTES = 2_953  # in the largest code there is, as the standard counts them: version 40, level L
# Metres that a module must be wide for each metre to the phone: what 2.6 pixels of a camera see that spreads 1,920 of
# them over 65 degrees.
MIN_MODULE = 0.0015


@dataclass(frozen=True)
class QrCode:
    """A text as a square of dark and light modules, as little dense as it can be: with the least correction of errors.

    text: at most MAX_BYTES of UTF-8; a longer one raises ArgumentError.
    """

    text: str

    def __post_init__(self) -> None:
        size = len(self.text.encode())
        if not 0 < size <= MAX_BYTES:
            raise ArgumentError(f"A QR code holds from 1 to {MAX_BYTES:,} bytes. Got {size:,}. Use a shorter link.")

    @property
    def side(self) -> int:
        """How many modules it has along a side, the white around it included."""
        return int(self._made.symbol_size(border=QUIET_ZONE)[0])

    @property
    def svg(self) -> str:
        """The code as an SVG of no particular size: black on white, with the white around it."""
        out = BytesIO()
        self._made.save(
            out, kind="svg", border=QUIET_ZONE, dark="#000", light="#fff", omitsize=True, xmldecl=False, nl=False
        )
        return out.getvalue().decode()

    @property
    def blocks(self) -> str:
        """The code for a terminal: white on black blocks, two rows of modules in a line."""
        out = StringIO()
        self._made.terminal(out, border=QUIET_ZONE, compact=True)
        return "".join(f"\x1b[97;40m{line}\x1b[0m\n" for line in out.getvalue().splitlines() if line)

    def width(self, distance: float) -> float:
        """How wide it must be shown to be read from so far away, both in metres."""
        return self.side * MIN_MODULE * distance

    @cached_property  # a large one takes a fifth of a second
    def _made(self) -> segno.QRCode:
        return segno.make_qr(self.text, error="l")
