"""The model file: saves a classifier, and loads it with the same numbers after checking every part of the file.

The file is an `.npz`, a ZIP archive with two arrays:

    weights.npy   float64 (n_x, 1)   the weights
    about.npy     uint8 (n,)         UTF-8 text: a JSON object with all the rest, in which numbers keep every bit

The recipe is in ``made`` (Recipe, Minimum or Unrepeatable, with ``why``), ``settings`` and ``iteration``. Older files
have only ``settings``: there the number of iterations is that of the weights, and changes during the run are absent.

A malicious file can claim gigabytes in a small header, inflate a thousandfold, or contain a pickle, which is a program.
So all sizes are checked before memory is allocated, and only these two kinds of arrays are read.
"""

from __future__ import annotations

import io
import json
import math
import re
import struct
import zipfile
import zlib
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from ..classifier import MAX_WEIGHT, Classifier, is_usable
from ..data.dataset import CHANNEL_COUNTS, MAX_CLASS_NAME
from ..errors import ArgumentError, ModelFileError
from ..recipe import BROUGHT_IN, GOAL_UNKNOWN, RATE_CHANGED, Made, Minimum, Recipe, Unrepeatable
from ..representation import REPRESENTATIONS, size_of
from ..settings import ITERATIONS, L2, LEARNING_RATE, PATIENCE, SETTINGS

FORMAT = "logreg model"
VERSION = 1
PREPROCESSING = "flatten row by row, pixel by pixel, channel by channel; divide by 255"

MAX_SIDE = 512  # pixels, as of uploaded datasets
MAX_WEIGHTS = MAX_SIDE * MAX_SIDE * 3
MAX_ABOUT_BYTES = 2**15
MAX_HEADER_BYTES = 256  # of one array; NumPy writes 118
MAX_FILE_BYTES = 8 * MAX_WEIGHTS + 2 * MAX_ABOUT_BYTES
MAX_SETTINGS = 40
MAX_DATASET_NAME = 200
MAX_WHY = 200

KINDS: dict[str, tuple[type, ...]] = {  # of each key; the keys in LATER may be absent
    "format": (str,),
    "version": (int,),
    "preprocessing": (str,),
    "representation": (str,),
    "image_shape": (list,),
    "class_names": (list,),
    "settings": (dict,),
    "dataset_name": (str,),
    "dataset_digest": (str,),
    "made": (str,),
    "iteration": (int, type(None)),
    "why": (str,),
}
LATER = ("made", "iteration", "why")

MEMBERS = {  # name: dtype, number of axes, most numbers
    "weights.npy": ("<f8", 2, MAX_WEIGHTS),
    "about.npy": ("|u1", 1, MAX_ABOUT_BYTES),
}
NPY = b"\x93NUMPY\x01\x00"
HEADER = re.compile(  # exactly as NumPy writes it; NumPy's reader accepts any Python literal
    rb"\{'descr': '(?P<dtype>[<>=|]\w{1,3})', 'fortran_order': False,"
    rb" 'shape': \((?P<shape>\d{1,9},(?: \d{1,9})?)\), \} *\n"
)
END_OF_ZIP = struct.Struct(
    "<4s4H2LH"
)  # signature, disks, disk, entries here, entries, size of the list, its place, ...
DAMAGED = (
    "This file is damaged or was not saved by this app. Save the model again on the page Keep, and load that file."
)


def save_classifier(classifier: Classifier) -> bytes:
    """Return the file; the same classifier always gives the same bytes.

    Raises ModelFileError if its size or names exceed the limits of `load_classifier`.
    """
    about = {
        "format": FORMAT,
        "version": VERSION,
        "preprocessing": PREPROCESSING,
        "representation": classifier.representation,
        "image_shape": [int(length) for length in classifier.image_shape],
        "class_names": list(classifier.class_names),
        "bias": float(classifier.b),
        "threshold": float(classifier.threshold),
        "made": type(classifier.recipe).__name__,
        "settings": {name: _plain(value) for name, value in classifier.recipe.settings.items()},
        "iteration": classifier.iteration,
        "dataset_name": "".join(filter(str.isprintable, classifier.dataset_name))[:MAX_DATASET_NAME],
        "dataset_digest": classifier.dataset_digest,
    }
    if isinstance(classifier.recipe, Unrepeatable):
        about["why"] = classifier.recipe.why
    buffer = io.BytesIO()
    text = np.frombuffer(json.dumps(about, indent=1).encode(), np.uint8)
    np.savez(buffer, allow_pickle=False, weights=classifier.w, about=text)
    data = buffer.getvalue()
    load_classifier(data)  # refuse a file that cannot be loaded again
    return data


def load_classifier(data: bytes) -> Classifier:
    """Return the classifier in a file; it predicts the same numbers as the saved one.

    Raises ModelFileError for any other bytes.
    """
    data = bytes(data)
    _recognise(data)
    try:
        weights, about = _members(data)
        return _classifier(weights, json.loads(about.tobytes(), parse_constant=_refuse_constant))
    except ModelFileError:
        raise
    except (
        ArgumentError,
        ValueError,
        TypeError,
        LookupError,
        RecursionError,
        OverflowError,
        OSError,
        EOFError,
    ) as error:
        raise ModelFileError(DAMAGED) from error
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, struct.error) as error:
        raise ModelFileError(DAMAGED) from error


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no finite number")


def _recognise(data: bytes) -> None:
    """Check the size, the first bytes, and the archive's summary of its list.

    Raises ModelFileError.
    """
    if not data:
        raise ModelFileError("This file is empty: it has 0 bytes. Save the model again.")
    if len(data) > MAX_FILE_BYTES:
        raise ModelFileError(
            f"A saved model has at most {MAX_FILE_BYTES:,} bytes. This file has {len(data):,}. Choose another file."
        )
    if not data.startswith(b"PK\x03\x04"):
        raise ModelFileError(
            f"This is not a saved model: a model file ends in .npz, and this one begins with {data[:8]!r}."
            " Choose a file that was saved on the page Keep."
        )
    # Python reads the whole list of an archive before it reports the length. This summary holds the length.
    end = data[-END_OF_ZIP.size :]
    if len(end) < END_OF_ZIP.size or data[-END_OF_ZIP.size - 20 :].startswith(b"PK\x06\x07"):
        raise ModelFileError(DAMAGED)
    signature, _, _, _, entries, size, _, comment = END_OF_ZIP.unpack(end)
    if signature != b"PK\x05\x06" or comment:
        raise ModelFileError(DAMAGED)
    if entries != len(MEMBERS) or size > 512:
        raise ModelFileError(
            f"A saved model has exactly {len(MEMBERS)} parts, {' and '.join(MEMBERS)}. This one lists {entries:,}."
            " To load a pack, unpack it first and choose the model.npz that is in it."
        )


def _members(data: bytes) -> list[NDArray]:
    """Return the two arrays of the archive, in the order of MEMBERS."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sorted(archive.namelist()) != sorted(MEMBERS):
            raise ModelFileError(
                f"A saved model has exactly {len(MEMBERS)} parts, {' and '.join(MEMBERS)}. This file has others."
                " To load a pack, unpack it first and choose the model.npz that is in it."
            )
        return [_member(archive, name, *rule) for name, rule in MEMBERS.items()]


def _member(archive: zipfile.ZipFile, name: str, dtype: str, axes: int, most: int) -> NDArray:
    """Return one array of an archive. All claims of its headers are checked before anything is unpacked."""
    info = archive.getinfo(name)
    largest = most * int(dtype[-1]) + MAX_HEADER_BYTES
    if info.file_size > largest or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ModelFileError(
            f"The part {name} of a saved model has at most {largest:,} bytes. This one claims {info.file_size:,}."
        )
    with archive.open(info) as stream:
        start, length = stream.read(len(NPY)), int.from_bytes(stream.read(2), "little")
        header = HEADER.fullmatch(stream.read(length)) if start == NPY and length <= MAX_HEADER_BYTES else None
        if header is None:
            raise ModelFileError(f"The part {name} of a saved model is an array of numbers. This one is not.")
        shape = tuple(int(axis) for axis in header["shape"].split(b",") if axis)
        if header["dtype"].decode() != dtype or len(shape) != axes or not 0 < math.prod(shape) <= most:
            raise ModelFileError(
                f"The part {name} of a saved model has {axes} axes and at most {most:,} numbers ({dtype})."
                f" This one claims the shape {shape} ({header['dtype'].decode()})."
            )
        length = math.prod(shape) * int(dtype[-1])
        content = stream.read(length + 1)  # unpacks no more than that
    if len(content) != length:
        raise ValueError("not as long as its header says")
    return np.frombuffer(content, dtype).reshape(shape)


def _classifier(weights: NDArray, about: dict[str, Any]) -> Classifier:
    """Return the classifier of the two parts. Raises ModelFileError with its own message for each broken rule."""
    if type(about) is not dict or about.get("format") != FORMAT:
        raise ValueError("another kind of file")
    for key, kinds in KINDS.items():
        if (key in about or key not in LATER) and type(about[key]) not in kinds:
            raise ModelFileError(
                f"In a saved model, {key} has the type {' or '.join(kind.__name__ for kind in kinds)}. Got"
                f" {str(about[key])[:60]!r}. Save the model again on the page Keep, and load that file."
            )
    if about["version"] != VERSION:
        raise ModelFileError(
            f"This app reads saved models of version {VERSION}. This one has version {str(about['version'])[:20]!r}."
            " Load it in a newer version of the app."
        )
    if about["preprocessing"] != PREPROCESSING or about["representation"] not in REPRESENTATIONS:
        raise ModelFileError(
            f"This app can prepare pictures as {', '.join(REPRESENTATIONS)}. The model needs"
            f" {str(about['representation'])[:60]!r}. Load it in a newer version of the app, or in one with the plug-in"
            " that adds it."
        )
    shape = about["image_shape"]
    sides = len(shape) == 3 and all(type(length) is int and 0 < length <= MAX_SIDE for length in shape)
    if not sides or shape[2] not in CHANNEL_COUNTS:
        raise ModelFileError(f"A model reads pictures of at most {MAX_SIDE} x {MAX_SIDE}. This one: {str(shape)[:60]}.")
    n = size_of(about["representation"], (shape[0], shape[1], shape[2]))
    if weights.shape != (n, 1):
        raise ModelFileError(
            f"A model on {about['representation']!r} has {n:,} weights for pictures of {shape[0]} x {shape[1]}. This"
            f" one has {weights.size:,}: it is damaged, was not saved by this app, or comes from an app with another"
            " plug-in of that name."
        )
    names = about["class_names"]
    if len(names) != 2 or names[0] == names[1]:
        raise ModelFileError(f"A model has two different class names. Got {str(names)[:100]!r}.")
    if not np.isfinite(weights).all():
        raise ModelFileError("The weights of a saved model are finite numbers. Some of these are not.")
    if not is_usable(weights, 0.0):
        raise ModelFileError(
            f"The weights of a saved model are at most {MAX_WEIGHT:g} in size. Some of these are larger."
        )
    made, iteration = _made(about)
    return Classifier(
        weights,
        _number(about["bias"]),
        (shape[0], shape[1], shape[2]),
        (_text(names[0], MAX_CLASS_NAME), _text(names[1], MAX_CLASS_NAME)),
        _text(about["dataset_name"], MAX_DATASET_NAME, r".*"),
        _text(about["dataset_digest"], 64, r"[0-9a-f]*"),
        made,
        iteration,
        _number(about["threshold"]),
    )


def _made(about: dict[str, Any]) -> tuple[Made, int | None]:
    """Return the recipe of the neuron, and the iteration of its weights."""
    settings, representation = about["settings"], about["representation"]
    if len(settings) > MAX_SETTINGS or not all(re.fullmatch(r"[a-z_0-9]{1,40}", name) for name in settings):
        raise ValueError("settings are a few numbers by name")
    settings = {name: _number(value) for name, value in settings.items()}
    kind, iteration = about.get("made"), about.get("iteration")
    if kind is None:
        return _made_before(settings, representation)
    if iteration is not None and not 0 <= iteration <= settings.get(ITERATIONS.name, ITERATIONS.largest):
        raise ValueError("weights of an iteration that was not reached")
    if kind == Recipe.__name__:
        return Recipe.of(settings, representation), iteration
    if kind == Minimum.__name__:
        return Minimum(settings[L2.name], representation), None
    return Unrepeatable(_text(about["why"], MAX_WHY), _sound(settings), representation), iteration


def _made_before(settings: dict[str, float], representation: str) -> tuple[Made, int | None]:
    """Do the same for a file without a recipe, from its settings."""
    iteration = settings.get(ITERATIONS.name)
    taken = None if iteration is None else int(iteration)
    if set(settings) == {L2.name}:
        return Minimum(settings[L2.name], representation), None
    if taken is None:
        return Unrepeatable(BROUGHT_IN, _sound(settings), representation), None
    if settings.get(PATIENCE.name):
        settings = {
            name: value for name, value in settings.items() if name != ITERATIONS.name
        }  # with patience this was not the goal
    if LEARNING_RATE.name not in settings:
        return Unrepeatable(RATE_CHANGED, _sound(settings), representation), taken
    if settings.get(PATIENCE.name):
        return Unrepeatable(GOAL_UNKNOWN, _sound(settings), representation), taken
    if _sound(settings) == settings and set(settings) <= set(SETTINGS):
        return Recipe.of(settings, representation), taken
    return Unrepeatable(BROUGHT_IN, _sound(settings), representation), taken


def _sound(settings: dict[str, float]) -> dict[str, float]:
    """Return the settings without values out of range."""
    return {name: value for name, value in settings.items() if name not in SETTINGS or SETTINGS[name].allows(value)}


def _number(value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value):
        raise ModelFileError(f"A saved model holds finite numbers. This one holds {str(value)[:40]!r}.")
    return value


def _text(value: Any, longest: int, pattern: str = r".*\S.*") -> str:
    """Return a short line of printable text. Raises ModelFileError otherwise."""
    if (
        not isinstance(value, str)
        or len(value) > longest
        or not value.isprintable()
        or not re.fullmatch(pattern, value)
    ):
        raise ModelFileError(
            f"Names in a saved model are printable and have at most {longest} characters. Got {str(value)[:60]!r}."
        )
    return value
