"""Drawn animals with adjustable difficulty.

Each picture is the face of a cat or of one of four other animals. Five numbers from 0 to 1 set how much the faces
differ in position, rotation, size and colour, and how noisy they are. The same seed draws the same animals at every
difficulty, so a slider changes them but does not replace them.
"""

from __future__ import annotations

import colorsys
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from ..data.dataset import Dataset, Split
from ..errors import DatasetError
from .entry import Entry

SIDE = 64  # pixels
FINE = 4  # scale of the drawing before it is averaged down: smooth edges
CAT, OTHERS = "cat", ("bear", "rabbit", "dog", "frog")
CLASS_NAMES = ("other animal", "cat")
MAX_IMAGES = 2_000  # in one dataset

FURTHEST = 0.28  # maximum shift of a face, as a share of the picture's side
TURN = 75  # maximum rotation, degrees to either side
RADIUS = 0.25  # of a medium head, as a share of the picture's side
STRETCH = 1.7  # maximum factor by which a head is larger or smaller
NOISE = 50.0  # maximum standard deviation of the noise on each pixel value

Colour = tuple[int, int, int]
Points = NDArray[np.float64]

HUES = {
    "cat": 0.07,
    "bear": 0.07,
    "rabbit": 0.06,
    "dog": 0.08,
    "frog": 0.09,
}  # hue of a typical coat, from 0 to 1
PAPER = 0.56  # the hue of a typical background
INK: Colour = (38, 32, 40)
ROUND = np.linspace(0, 2 * np.pi, 28, endpoint=False)


@dataclass(frozen=True)
class Difficulty:
    """How much the drawings may differ in each respect, from 0, not at all, to 1. Raises DatasetError for other
    numbers."""

    position: float = 0.0
    rotation: float = 0.0
    size: float = 0.0
    colour: float = 0.0
    noise: float = 0.0

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if not 0 <= value <= 1:
                raise DatasetError(f"The difficulty of the {each.name} must be between 0 and 1. Got {value!r:.40}.")


EASY = Difficulty()
MEDIUM = Difficulty(0.3, 0.3, 0.3, 0.3, 0.3)
HARD = Difficulty(1, 1, 1, 1, 1)


def load(difficulty: Difficulty = MEDIUM, *, train: int = 209, test: int = 50, seed: int = 0) -> Dataset:
    """Return a dataset of colour drawings, half of them cats. train, test: the numbers of images, of 64x64 pixels.

    seed: the same seed draws the same animals.

    Raises DatasetError for fewer than two training images, no test image, or too many images.
    """
    if train < 2 or test < 1 or train + test > MAX_IMAGES:
        raise DatasetError(
            f"There must be at least 2 training images and 1 test image, and at most {MAX_IMAGES:,} together."
            f" Got {train} and {test}."
        )
    if seed < 0:
        raise DatasetError(f"seed must be a whole number of at least 0. Got {seed}.")
    labels = np.arange(train + test) % 2
    images = np.stack([draw(int(label), difficulty, seed=seed, number=n) for n, label in enumerate(labels)])
    *_, second, hardest = sorted((getattr(difficulty, each.name), each.name) for each in fields(difficulty))
    return Dataset(
        "Drawings",
        CLASS_NAMES,
        Split(images[:train], labels[:train]),
        Split(images[train:], labels[train:]),
        origin=f"Drawn by this app from seed {seed}: cats, and as many bears, rabbits, dogs and frogs."
        + (f" They differ most in {hardest[1]} ({100 * hardest[0]:.0f} %)." if hardest[0] > second[0] else "")
        + ("" if hardest[0] else " Each kind looks alike."),
    )


def draw(label: int, difficulty: Difficulty, *, seed: int, number: int) -> NDArray[np.uint8]:
    """Return one drawing: a cat for label 1, another animal for label 0; uint8 ``(64, 64, 3)``.

    number: the index of the animal among those of this seed.
    """
    generator = np.random.default_rng([seed, number])
    kind = CAT if label else OTHERS[int(generator.integers(len(OTHERS)))]
    right, down, turn, growth, coat, paper, light = generator.uniform(-1, 1, 7)
    eyes = generator.uniform(-1, 1, 2)  # direction of the eyes
    pencil = Pencil(
        centre=np.array([0.5 + FURTHEST * difficulty.position * right, 0.55 + FURTHEST * difficulty.position * down]),
        angle=np.radians(TURN * difficulty.rotation * turn),
        radius=RADIUS * STRETCH ** (difficulty.size * growth),
        paper=_coloured(
            PAPER + 0.5 * difficulty.colour * paper, 0.22, 0.95 - 0.25 * difficulty.colour * (1 + light) / 2
        ),
    )
    hue = HUES[kind] + 0.5 * difficulty.colour * coat
    fur = _coloured(hue, 0.62, 0.86 + 0.12 * difficulty.colour * light)
    FACES[kind](pencil, fur, 0.03 * eyes)
    image = pencil.picture()
    if difficulty.noise:
        noise = generator.normal(0, NOISE * difficulty.noise, image.shape)
        image = np.clip(np.rint(image + noise), 0, 255).astype(np.uint8)
    return image


class Pencil:
    """Draws in the coordinates of a face: the head is the circle of radius 1 around 0, x to the right, y downwards."""

    def __init__(self, *, centre: Points, angle: float, radius: float, paper: Colour) -> None:
        side = SIDE * FINE
        cos, sin = np.cos(angle), np.sin(angle)
        self._matrix = side * radius * np.array([[cos, sin], [-sin, cos]])
        self._centre = side * centre
        self._image = Image.new("RGB", (side, side), paper)
        self._draw = ImageDraw.Draw(self._image)

    def shape(self, points: Sequence[tuple[float, float]] | Points, colour: Colour) -> None:
        """Draw a filled polygon with these corners."""
        self._draw.polygon(self._place(points), fill=colour)

    def oval(self, x: float, y: float, width: float, height: float, colour: Colour, tilt: float = 0.0) -> None:
        """Draw a filled ellipse around ``(x, y)``, tilted by an angle in degrees."""
        cos, sin = np.cos(np.radians(tilt)), np.sin(np.radians(tilt))
        ring = np.stack([width * np.cos(ROUND), height * np.sin(ROUND)], axis=1)  # (28, 2)
        self.shape(ring @ np.array([[cos, sin], [-sin, cos]]) + (x, y), colour)

    def line(self, points: Sequence[tuple[float, float]], width: float, colour: Colour = INK) -> None:
        """Draw a line along these points."""
        thickness = max(FINE, round(width * float(np.hypot(*self._matrix[0]))))
        self._draw.line(self._place(points), fill=colour, width=thickness, joint="curve")

    def picture(self) -> NDArray[np.uint8]:
        """Return the finished picture in its final size: uint8 ``(64, 64, 3)``."""
        return np.array(self._image.reduce(FINE))

    def _place(self, points: Sequence[tuple[float, float]] | Points) -> list[tuple[float, float]]:
        return [(x, y) for x, y in (np.asarray(points) @ self._matrix + self._centre).tolist()]


def _coloured(hue: float, saturation: float, value: float) -> Colour:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, saturation, min(max(value, 0), 1))
    return round(255 * red), round(255 * green), round(255 * blue)


def _mixed(colour: Colour, other: Colour, share: float) -> Colour:
    """Mix a share of the other colour into the colour."""
    red, green, blue = (round(a + share * (b - a)) for a, b in zip(colour, other, strict=True))
    return red, green, blue


WHITE: Colour = (255, 255, 255)
PINK: Colour = (235, 140, 150)


def _eyes(pencil: Pencil, look: Points, *, x: float, y: float, size: float, iris: Colour, slit: bool = False) -> None:
    for side in (-1, 1):
        pencil.oval(side * x, y, size, size, iris)
        pencil.oval(side * x + look[0], y + look[1], size * (0.3 if slit else 0.6), size * (0.85 if slit else 0.6), INK)
        pencil.oval(side * x + look[0] - size * 0.2, y + look[1] - size * 0.3, size * 0.2, size * 0.2, WHITE)


def _mouth(pencil: Pencil, y: float, width: float) -> None:
    for side in (-1, 1):
        pencil.line([(0, y - 0.14), (0, y), (side * width / 2, y + 0.1), (side * width, y + 0.02)], 0.06)


def _cat(pencil: Pencil, fur: Colour, look: Points) -> None:
    """Pointed ears, stripes, slit eyes, whiskers."""
    dark = _mixed(fur, INK, 0.45)
    for side in (-1, 1):
        pencil.shape([(side * 0.96, -0.25), (side * 0.92, -1.45), (side * 0.12, -0.85)], fur)
        pencil.shape([(side * 0.82, -0.55), (side * 0.8, -1.18), (side * 0.36, -0.83)], PINK)
    pencil.oval(0, 0, 1.08, 0.96, fur)
    for x, low in ((-0.25, -0.55), (0, -0.45), (0.25, -0.55)):
        pencil.line([(x * 1.15, -0.9), (x, low)], 0.1, dark)
    pencil.oval(0, 0.45, 0.55, 0.42, _mixed(fur, WHITE, 0.65))
    _eyes(pencil, look, x=0.42, y=-0.1, size=0.25, iris=(190, 222, 110), slit=True)
    pencil.shape([(-0.13, 0.22), (0.13, 0.22), (0, 0.37)], PINK)
    _mouth(pencil, 0.5, 0.3)
    for side in (-1, 1):
        for slope in (-0.16, 0.0, 0.16):
            pencil.line([(side * 0.42, 0.42 + slope / 2), (side * 1.28, 0.36 + 1.6 * slope)], 0.045)


def _bear(pencil: Pencil, fur: Colour, look: Points) -> None:
    """Round ears, a pale muzzle with a large nose."""
    fur = _mixed(fur, INK, 0.35)
    for side in (-1, 1):
        pencil.oval(side * 0.76, -0.76, 0.4, 0.4, fur)
        pencil.oval(side * 0.76, -0.76, 0.22, 0.22, _mixed(fur, WHITE, 0.4))
    pencil.oval(0, 0, 1.05, 1.0, fur)
    pencil.oval(0, 0.38, 0.5, 0.42, _mixed(fur, WHITE, 0.65))
    _eyes(pencil, look, x=0.4, y=-0.15, size=0.15, iris=INK)
    pencil.oval(0, 0.2, 0.2, 0.14, INK)
    _mouth(pencil, 0.5, 0.24)


def _rabbit(pencil: Pencil, fur: Colour, look: Points) -> None:
    """Long ears, red cheeks, two teeth."""
    fur = _mixed(fur, WHITE, 0.5)
    for side in (-1, 1):
        pencil.oval(side * 0.45, -1.15, 0.27, 0.85, fur, tilt=side * 10)
        pencil.oval(side * 0.45, -1.1, 0.13, 0.62, PINK, tilt=side * 10)
    pencil.oval(0, 0.1, 0.95, 0.88, fur)
    for side in (-1, 1):
        pencil.oval(side * 0.55, 0.38, 0.2, 0.14, _mixed(PINK, WHITE, 0.3))
    _eyes(pencil, look, x=0.38, y=-0.05, size=0.2, iris=_mixed(INK, WHITE, 0.15))
    pencil.shape([(-0.12, 0.24), (0.12, 0.24), (0, 0.37)], PINK)
    pencil.shape([(-0.13, 0.55), (0.13, 0.55), (0.12, 0.84), (-0.12, 0.84)], WHITE)
    pencil.line([(0, 0.55), (0, 0.84)], 0.04, _mixed(INK, WHITE, 0.5))
    _mouth(pencil, 0.5, 0.26)


def _dog(pencil: Pencil, fur: Colour, look: Points) -> None:
    """Hanging ears, a long muzzle, the tongue out."""
    dark = _mixed(fur, INK, 0.5)
    pencil.oval(0, 0, 0.92, 1.0, fur)
    pencil.oval(0.38, -0.15, 0.36, 0.4, _mixed(fur, WHITE, 0.55))
    for side in (-1, 1):
        pencil.oval(side * 0.95, -0.1, 0.32, 0.8, dark, tilt=-side * 14)
    pencil.oval(0, 0.75, 0.17, 0.32, PINK)
    pencil.oval(0, 0.42, 0.52, 0.4, _mixed(fur, WHITE, 0.65))
    _eyes(pencil, look, x=0.36, y=-0.18, size=0.17, iris=_mixed(INK, WHITE, 0.1))
    pencil.oval(0, 0.2, 0.24, 0.17, INK)
    _mouth(pencil, 0.52, 0.3)


def _frog(pencil: Pencil, fur: Colour, look: Points) -> None:
    """Eyes on top, a wide mouth."""
    pencil.oval(0, 0.15, 1.2, 0.85, fur)
    for side in (-1, 1):
        pencil.oval(side * 0.6, -0.62, 0.4, 0.4, fur)
    pencil.oval(0, 0.5, 0.85, 0.42, _mixed(fur, WHITE, 0.5))
    _eyes(pencil, look, x=0.6, y=-0.65, size=0.27, iris=WHITE)
    pencil.line([(-0.8, 0.2), (-0.4, 0.42), (0, 0.48), (0.4, 0.42), (0.8, 0.2)], 0.07)
    for side in (-1, 1):
        pencil.oval(side * 0.12, 0.05, 0.05, 0.05, _mixed(fur, INK, 0.6))
        pencil.oval(side * 0.8, 0.42, 0.14, 0.1, PINK)


FACES = {"cat": _cat, "bear": _bear, "rabbit": _rabbit, "dog": _dog, "frog": _frog}


ENTRY = Entry(
    key="drawings",
    title="Drawings",
    description="Is it a cat? 259 drawn animals, colour, 64 × 64 pixels, of medium difficulty.",
    load=load,
)
