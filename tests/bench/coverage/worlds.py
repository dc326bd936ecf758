"""Worlds whose truth is known: the scores of a neuron come from two normals, so every measure has a formula."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.stats import norm


@dataclass(frozen=True)
class World:
    """Where test images come from.

    images: how many are tested. share: how many of class 1 there are. apart: how many standard deviations the two
    classes lie apart; the neuron is calibrated, but for ``sure``, by which its scores are multiplied. bursts: of each
    class, or 0; then the images come in bursts of 6 to 15, which correlate by ``alike``.
    """

    name: str
    images: int = 50
    share: float = 0.5
    apart: float = 2.0
    sure: float = 1.0
    bursts: int = 0
    alike: float = 0.5

    @property
    def offset(self) -> float:
        """The log-odds of class 1 before an image is looked at."""
        return float(np.log(self.share / (1 - self.share)))

    def draw(self, generator: np.random.Generator) -> tuple[NDArray, NDArray, NDArray | None]:
        """A test set: scores ``(m,)``, labels ``(m,)``, and the burst of each image or None."""
        if self.bursts:
            sizes = generator.integers(6, 16, 2 * self.bursts)
            bursts = np.repeat(np.arange(2 * self.bursts), sizes)
            labels = (bursts >= self.bursts).astype(int)
            common = generator.normal(size=2 * self.bursts)[bursts]
            noise = np.sqrt(self.alike) * common + np.sqrt(1 - self.alike) * generator.normal(size=len(labels))
        else:
            bursts, labels = None, (generator.random(self.images) < self.share).astype(int)
            noise = generator.normal(size=self.images)
        x = (2 * labels - 1) * self.apart / 2 + noise
        return self.sure * (self.apart * x + self.offset), labels, bursts

    @property
    def truth(self) -> dict[str, float]:
        """Every measure on endlessly many images of this world, by its name."""
        shift = self.offset / self.apart
        found, spared = norm.cdf(self.apart / 2 + shift), norm.cdf(self.apart / 2 - shift)
        tp, fn, fp = self.share * found, self.share * (1 - found), (1 - self.share) * (1 - spared)

        def loss(sign: int) -> float:
            """The expected loss of an image of one class."""

            def at(noise: float) -> float:
                z = self.sure * (self.apart * (sign * self.apart / 2 + noise) + self.offset)
                return float(norm.pdf(noise) * np.logaddexp(0, -sign * z))

            return float(quad(at, -9, 9, limit=200)[0])

        return {
            "accuracy": 1 - fn - fp,
            "balanced_accuracy": float((found + spared) / 2),
            "precision": tp / (tp + fp),
            "recall": float(found),
            "f1": 2 * tp / (2 * tp + fp + fn),
            "roc_auc": float(norm.cdf(self.apart / np.sqrt(2))),
            "log_loss": self.share * loss(1) + (1 - self.share) * loss(-1),
        }


@dataclass(frozen=True)
class Spread:
    """Test images whose scores have a standard deviation of 4 and whose labels have the chances that these say.

    sure: what the neuron multiplies its scores by: 1 is calibrated.
    """

    name: str
    images: int
    sure: float = 1.0

    def draw(self, generator: np.random.Generator) -> tuple[NDArray, NDArray, None]:
        """A test set, as `World.draw`."""
        z = generator.normal(0, 4, self.images)
        return self.sure * z, (generator.random(self.images) < 1 / (1 + np.exp(-z))).astype(int), None


SPREAD = (
    *(Spread(f"calibrated: {images} images", images) for images in (20, 50, 150)),
    *(Spread(f"over-sure, scores times 3: {images} images", images, 3.0) for images in (50, 150)),
)
SINGLE = (
    World("ordinary: 50 images"),
    World("strong: nearly all right", apart=3.5),
    World("nearly perfect: 99.5 % right", apart=2 * float(norm.ppf(0.995))),
    World("weak: hardly better than guessing", apart=0.5),
    World("lopsided: a fifth is of class 1", share=0.2),
    World("small: 20 images", images=20),
    World("over-sure: scores times 3", sure=3.0),
)
IN_BURSTS = (
    World("2 bursts a class", bursts=2),
    World("4 bursts a class", bursts=4),
    World("8 bursts a class", bursts=8),
    World("4 bursts a class, hardly alike", bursts=4, alike=0.2),
    World("4 bursts a class, nearly the same", bursts=4, alike=0.8),
    World("4 bursts a class, nearly all right", bursts=4, apart=3.0),
    *(
        World(f"{bursts} bursts a class, {100 * share:g} % right", bursts=bursts, apart=2 * float(norm.ppf(share)))
        for share in (0.98, 0.99, 0.995)
        for bursts in (2, 4, 8)
    ),
)
