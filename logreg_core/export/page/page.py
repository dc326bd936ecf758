"""Writes the HTML file: the neuron with all its weights, and a script that classifies pictures.

It needs no other file and no network. Its content security policy blocks every request, and allows only its own script
and styles, by their SHA-256. Untrusted text, such as class names, is escaped, or is JSON without characters that begin
a tag.
"""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ...classifier import Classifier
from ...errors import ArgumentError
from ...representation import REPRESENTATIONS
from ...settings import INPUTS
from .. import palette
from ..card import Card
from ..javascript import joined, styles

NEURON = Path(__file__).with_name("neuron.js")  # its arithmetic, shared with the live camera
NUMBERS = Path(__file__).with_name("numbers.js")
MAX_SAMPLE_BYTES = 2**22  # of all samples together
EDGES = " Where the edges of two colours are equally strong, another processor may choose the other colour."


@dataclass(frozen=True)
class Sample:
    """A picture inside the page.

    title: its name; file: the bytes of a file that browsers read, such as PNG; shows: the name of its class, if known.
    """

    title: str
    file: bytes
    shows: str = ""


def has_page(classifier: Classifier) -> bool:
    """Return whether the page can compute this neuron's representation."""
    return bool(REPRESENTATIONS[classifier.representation].elsewhere)


def page(classifier: Classifier, samples: Sequence[Sample] = (), card: Card | None = None) -> str:
    """Return the HTML file; the same neuron, samples and card give the same text.

    Raises ArgumentError if the page cannot compute the representation, and for samples that are too large.
    """
    if not has_page(classifier):
        able = ", ".join(repr(name) for name, entry in REPRESENTATIONS.items() if entry.elsewhere)
        raise ArgumentError(
            f"A page needs a neuron on one of {able}. Got one on {classifier.representation!r:.60}, which only"
            " Python can calculate. Train one on another representation, or save the model."
        )
    size = sum(len(sample.file) for sample in samples)
    if size > MAX_SAMPLE_BYTES:
        raise ArgumentError(
            f"The samples may have at most {MAX_SAMPLE_BYTES:,} bytes together. Got {size:,}. Give fewer or smaller"
            " ones."
        )
    blue, red = map(html.escape, classifier.class_names)
    elsewhere = REPRESENTATIONS[classifier.representation].elsewhere
    text = _filled(
        (Path(__file__).with_suffix(".html")).read_text(encoding="utf-8"),
        {
            "title": f"{red} or {blue}?",
            "about": html.escape(_about(classifier)),
            "limit": f"It can only say “{red}” or “{blue}”. A picture of anything else gets one of the two as well, and"
            " sometimes with great confidence: a high probability is no proof.",
            "style": styles(Path(__file__).with_suffix(".js")),
            "card": "" if card is None else f"<details>\n<summary>Model card</summary>\n{card.body}\n</details>",
            "edges": EDGES if "edges" in elsewhere else "",
            "data": _data(classifier, samples),
            "script": joined(Path(__file__).with_suffix(".js")),
            "policy": "{{policy}}",
        },
    )
    text = text.encode("utf-8", "replace").decode()  # a lone surrogate, which UTF-8 cannot encode, becomes "?"
    return text.replace("{{policy}}", html.escape(_policy(text)), 1)


def _filled(template: str, parts: Mapping[str, str]) -> str:
    """Return the template with its parts, each inserted once: placeholders within a part stay unchanged."""
    return re.sub(r"\{\{(\w+)\}\}", lambda place: parts[place[1]], template)


def _about(classifier: Classifier) -> str:
    height, width, channels = classifier.image_shape
    shown = REPRESENTATIONS[classifier.representation]
    what = "" if classifier.representation == "pixels" else f" It is shown {shown.title}: {shown.words}."
    colours = "grey" if channels == 1 else "colour"
    inputs = int(classifier.recipe.settings.get(INPUTS.name, INPUTS.default))
    if inputs:
        what += f" {INPUTS.label} were {INPUTS.words(inputs)} in training: that is in its weights and bias."
    return (
        f"One neuron (logistic regression) that looks at a {colours} picture of {width} × {height} pixels.{what}"
        f" {classifier.w.size:,} weights and one bias, in this file to the last digit."
    )


def _data(classifier: Classifier, samples: Sequence[Sample]) -> str:
    """Return the input of the script, as ASCII JSON. No character in it begins or ends an HTML tag."""
    given = {
        "names": classifier.class_names,
        "shape": classifier.image_shape,
        "kinds": REPRESENTATIONS[classifier.representation].elsewhere,
        "bias": classifier.b,
        "threshold": classifier.threshold,
        "colours": palette.CLASS_COLOURS,
        "diverging": [palette.diverging(dark) for dark in (False, True)],
        "weights": b64encode(classifier.w.astype("<f8").tobytes()).decode(),
        "samples": [
            {"title": each.title, "file": b64encode(each.file).decode(), "shows": each.shows} for each in samples
        ],
    }
    return json.dumps(given, allow_nan=False).replace("<", "\\u003c").replace(">", "\\u003e")


def _policy(text: str) -> str:
    """Return the content security policy of the page: its script, its styles, and pictures inside it."""
    named = {
        kind: " ".join(f"'sha256-{b64encode(sha256(each.encode()).digest()).decode()}'" for each in texts)
        for kind, texts in (
            ("script", re.findall(r'<script type="module">(.*?)</script>', text, re.DOTALL)),
            ("style", re.findall(r"<style>(.*?)</style>", text, re.DOTALL)),
        )
    }
    return (
        f"default-src 'none'; script-src {named['script']}; style-src {named['style']}; img-src data: blob:;"
        " media-src blob: mediastream:; base-uri 'none'; form-action 'none'"
    )
