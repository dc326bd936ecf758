"""A diagram of the neuron with the numbers of one image."""

from __future__ import annotations

import base64
import html
import math

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from logreg_core import Classifier
from logreg_core.explain import weight_map
from logreg_core.export import palette
from logreg_core.representation import TITLES
from pages.shared import browser, pictures
from pages.shared.pictures import data_uri, enlarge, signed_picture
from pages.shared.words import chance, signed


def show_neuron(classifier: Classifier, image: NDArray[np.uint8]) -> None:
    """Show pixels times weights, summed, plus the bias, through the sigmoid: for one uint8 image ``(h, w, c)``."""
    z = float(classifier.scores(image[np.newaxis])[0])
    a = float(classifier.probabilities(image[np.newaxis])[0])
    red = html.escape(classifier.class_names[1])
    stages = (
        *_product(classifier, image),
        '<span class="sign turn">→</span>',
        _figure(
            f'<span class="big">{_signed(z)}</span>',
            "score <i>z</i>",
            f"their sum, and the bias {_signed(classifier.b)}",
        ),
        '<span class="sign turn">→</span>',
        _figure(_sigmoid(z, a), "sigmoid", "squeezes any score between 0 and 1"),
        '<span class="sign turn">→</span>',
        _figure(f'<span class="big">{chance(a)}</span>', "answer <i>a</i>", f"the probability of {red}"),
    )
    style = browser.style(__file__) + browser.style(pictures.__file__)
    st.html(f'{style}<div class="neuron">{"".join(stages)}</div>')


def _product(classifier: Classifier, image: NDArray[np.uint8]) -> tuple[str, str, str]:
    """Return the image times the weights: as pictures if each weight belongs to a pixel."""
    blue, red = map(html.escape, classifier.class_names)
    sign = '<span class="sign">×</span>'
    if classifier.representation == "pixels":
        numbers = _figure(
            _image(image, "The pixels of one image"), "pixels <i>x</i>", f"{image.size:,} numbers from 0 to 1"
        )
        weights = signed_picture(weight_map(classifier).total, 128, of="The weights", width="8rem")
        one_each = f"one for each: red pushes to {red}, blue to {blue}"
        return numbers, sign, _figure(weights, "weights <i>w</i>", one_each)
    name, n = TITLES[classifier.representation], f"{len(classifier.w):,}"
    numbers = _figure(_image(image, "One image"), f"{name} <i>x</i>", f"{n} numbers that describe it")
    one_each = f"one for each: above 0 pushes to {red}, below to {blue}"
    return numbers, sign, _figure(f'<span class="big">{n}</span>', "weights <i>w</i>", one_each)


def _figure(stage: str, title: str, words: str) -> str:
    return f'<figure><div class="stage">{stage}</div><figcaption><b>{title}</b>{words}</figcaption></figure>'


def _image(image: NDArray[np.uint8], words: str) -> str:
    return f'<img src="{data_uri(enlarge(image, 128))}" alt="{words}">'


def _sigmoid(z: float, a: float) -> str:
    """Return the S-shaped curve from z = -6 to 6, with a dot at the score.

    The curve is a mask, so that it has the colour of the page's text, also after a change of theme without a rerun.
    """
    points = " ".join(f"{10 * x + 70:.1f},{90 - 80 / (1 + math.exp(-x)):.1f}" for x in np.linspace(-6, 6, 49))
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 140 100" fill="none" stroke="black">'
        f'<path d="M5 90H135M70 95V5" opacity="0.3"/><polyline points="{points}" stroke-width="2"/></svg>'
    )
    mask = f"mask-image: url(data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})"
    x, y = 10 * min(max(z, -6), 6) + 70, 90 - 80 * a
    dot = f"left: {x / 1.4:.1f}%; top: {y:.1f}%; background: {palette.TRAIN['color']}"
    return (
        f'<span class="curve" role="img" aria-label="On the sigmoid curve, a score of {_signed(z)} gives {chance(a)}">'
        f'<span class="line" style="{mask}"></span><span class="dot" style="{dot}"></span></span>'
    )


def _signed(number: float) -> str:
    return signed(number) if round(number, 2) else "0"
