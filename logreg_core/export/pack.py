"""A model with all that is needed to use it elsewhere, and to see how it came to be: one ZIP archive for a student."""

from __future__ import annotations

import inspect
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .. import checks, logistic
from ..classifier import Classifier
from ..data import preprocess
from ..data.dataset import Dataset
from ..recipe import Minimum, Recipe
from ..settings import ITERATIONS, LEARNING_RATE, SETTINGS
from ..sources import hdf5
from .model_file import save_classifier
from .notebook import code, text
from .notebook import notebook as cells_as_notebook

EMPTY: Mapping[str, bytes] = MappingProxyType({})
MAX_IMAGE_BYTES = 32 * 2**20  # of a dataset that is packed
WITHOUT_EFFECT = ("seed", "validation_share")  # alone, without batches and patience, they change no weight
LONG_STEPS = (
    "Where steps are long, tiny differences of rounding can grow, so another computer may arrive at other weights."
)
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the time of every file, so that the same model gives the same bytes


def pack(files: Mapping[str, bytes]) -> bytes:
    """A ZIP archive with these files, by name; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, EARLIEST), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def files_of(classifier: Classifier, dataset: Dataset, more: Mapping[str, bytes] = EMPTY) -> dict[str, bytes]:
    """What belongs into the pack, by name: the model; a program that uses it, where it looks at pixels; and, where the
    dataset is the one that it was trained on and not too large, the dataset and a notebook that trains it again.

    more: other files that go along, such as the model's card.

    Raises ModelFileError when the model cannot be saved.
    """
    files = {"README.md": b"", "model.npz": save_classifier(classifier), **more}
    if has_program(classifier):
        files["predict.py"] = (Path(__file__).parent / "standalone.py").read_bytes()
    if has_notebook(classifier, dataset):
        files["train.h5"], files["test.h5"] = hdf5.save(dataset)
        files["notebook.ipynb"] = notebook(classifier, dataset)
    files["README.md"] = _readme(classifier, dataset, files)
    return files


def has_program(classifier: Classifier) -> bool:
    """Whether predict.py can prepare pictures for this model: as pixels, and in no other way."""
    return classifier.representation == "pixels"


def has_notebook(classifier: Classifier, dataset: Dataset) -> bool:
    """Whether the pack can show how the model was trained: on the pixels of this dataset, which is not too large."""
    size = dataset.train.images.nbytes + dataset.test.images.nbytes
    return has_program(classifier) and classifier.dataset_digest == dataset.digest and size <= MAX_IMAGE_BYTES


def beyond_the_textbook(classifier: Classifier) -> dict[str, float]:
    """The settings of the model's training that the textbook's descent does not have; empty for a plain run."""
    known = (ITERATIONS.name, LEARNING_RATE.name, *WITHOUT_EFFECT)
    return {name: value for name, value in classifier.recipe.settings.items() if value and name not in known}


def is_plain(classifier: Classifier) -> bool:
    """Whether the notebook takes the very steps of the model's training: no more than the textbook has, so many as the
    model says, at the one learning rate that it says.
    """
    return isinstance(classifier.recipe, Recipe) and not beyond_the_textbook(classifier)


def promise(classifier: Classifier, settled: bool | None = None) -> str:
    """What can be said beforehand of the weights at which the notebook arrives, in up to three sentences.

    settled: whether the steps were so short that the cost can never rise; None where that is not known, as of a model
    from a file.
    """
    more = ", ".join(
        f"{SETTINGS[name].label}: {SETTINGS[name].words(value)}"
        for name, value in beyond_the_textbook(classifier).items()
    )
    plain = "The notebook takes plain steps at one learning rate."
    if not isinstance(classifier.recipe, Recipe):
        same_steps = {ITERATIONS.name, LEARNING_RATE.name} <= set(classifier.recipe.settings)
        arrives = "may arrive" if same_steps else "arrives"
        return f"{plain} {_without_recipe(classifier)} So the notebook {arrives} at other weights."
    if more:
        return (
            f"{plain} The app trained this model with more than that ({more}), so the notebook arrives at other"
            " weights."
        )
    same = "The notebook takes the same steps as the app"
    if settled is False:
        return f"{same}. {LONG_STEPS}"
    same += ", and arrives at the same weights but for their last digits"
    return f"{same}." if settled else f"{same} where the cost can never rise. {LONG_STEPS}"


def _without_recipe(classifier: Classifier) -> str:
    """Why the notebook cannot follow how the model was made."""
    if isinstance(classifier.recipe, Minimum):
        return "This model took no steps: it is where they would lead at last, with its penalty."
    why = getattr(classifier.recipe, "why", "it was made otherwise")
    return f"This model cannot be trained again, because {why}."


def _steps(classifier: Classifier) -> str:
    """The lines that say how many steps the notebook takes, and at which rate; and where these are not the model's."""
    known = classifier.recipe.settings
    iterations = classifier.iteration or known.get(ITERATIONS.name)
    chosen = []
    for setting, value in ((ITERATIONS, iterations), (LEARNING_RATE, known.get(LEARNING_RATE.name))):
        of_the_app = "" if value else "  # the app's default, and not this model's: it has none, or it is not known"
        chosen.append(f"{setting.name} = {setting.check(value or setting.default)!r}{of_the_app}")
    return "\n".join(chosen)


def notebook(classifier: Classifier, dataset: Dataset) -> bytes:
    """A Jupyter notebook that reads train.h5 and test.h5, trains with the textbook's functions, and compares the
    weights with those in model.npz.

    It says beforehand what to expect (`promise`), and at the end what may be the reason for other weights.
    """
    reason = (
        LONG_STEPS
        if is_plain(classifier)
        else "The app trained with more than the textbook has."
        if isinstance(classifier.recipe, Recipe)
        else _without_recipe(classifier)
    )
    functions = (logistic.initialize, logistic.sigmoid, logistic.propagate, logistic.optimize, logistic.predict)
    checked = [part for name, part in vars(checks).items() if name.startswith("check")]
    cells = [
        text(
            "# Logistic regression with a neural-network mindset\n\n"
            f"One neuron learns from {len(dataset.train)} pictures and is tested on {len(dataset.test)}."
            f" {promise(classifier)}\n\n"
            "It needs NumPy and h5py, and the files train.h5, test.h5 and model.npz beside it."
        ),
        code(
            "import json\nfrom collections.abc import Callable\nfrom numbers import Integral, Real\nfrom typing import"
            " Any\n\nimport h5py\nimport numpy as np\nfrom numpy.typing import ArrayLike, NDArray\n\n\n"
            'class ArgumentError(ValueError):\n    """An argument breaks a rule."""'
        ),
        text("## The data\n\nEach picture becomes one column of numbers from 0 to 1."),
        code(
            f"PIXEL_MAX ="
            f" {preprocess.PIXEL_MAX}\n\n\n{_source(preprocess.flatten)}\n\n{_source(preprocess.normalize)}\n\ndef"
            f" read(part):\n"
            '    with h5py.File(f"{part}.h5") as file:\n'
            '        images, labels = file[f"{part}_set_x"][:], file[f"{part}_set_y"][:]\n'
            "    return normalize(flatten(images)), labels.reshape(1, -1)\n\n\n"
            'X_train, Y_train = read("train")\nX_test, Y_test = read("test")\nX_train.shape, X_test.shape'
        ),
        text(
            "## The textbook\n\nThe functions check what they are given; here are the checks, to be skipped at first."
        ),
        code("\n\n".join(map(_source, checked))),
        *(code(_source(function)) for function in functions),
        text("## Training"),
        code(
            f"{_steps(classifier)}\n"
            "w, b = initialize(X_train.shape[0])\n"
            "parameters, gradients, costs = optimize(\n    w, b, X_train, Y_train, num_iterations, learning_rate,"
            " print_cost=True\n)\n"
            'w, b = parameters["w"], parameters["b"]'
        ),
        text("## The result"),
        code(
            'for name, X, Y in (("training", X_train, Y_train), ("test", X_test, Y_test)):\n'
            '    print(f"{np.mean(predict(w, b, X) == Y):.2%} of the {name} images right")'
        ),
        text("## The same weights?"),
        code(
            'saved = np.load("model.npz")\nabout = json.loads(saved["about"].tobytes())\n'
            'difference = max(np.abs(w - saved["weights"]).max(), abs(b - about["bias"]))\n'
            "same = difference <= 1e-6 * np.abs(w).max()\n"
            'print(f"largest difference to the saved model: {difference:.1e}")\n'
            f'print("the same weights" if same else "other weights. {reason}")'
        ),
    ]
    return cells_as_notebook(cells)


def _source(part: Any) -> str:
    return inspect.getsource(part)


def _readme(classifier: Classifier, dataset: Dataset, files: Mapping[str, bytes]) -> bytes:
    height, width, channels = classifier.image_shape
    about = {
        "model.npz": "the model: two NumPy arrays, and no picture. The app loads it on the page Keep.",
        "weights.png": "the weights during the run, closer together at its start. It moves in a browser.",
        "card.html": "what must be known about it before it is used. Open it in a browser.",
        "predict.py": "`python predict.py photo.jpg` says what it makes of a picture. It needs NumPy and Pillow.",
        "train.h5": "the training images, in the layout of the course.",
        "test.h5": "what it was tested on.",
        "notebook.ipynb": "trains the model again, with the textbook's functions. It needs NumPy and h5py.",
    }
    lines = [
        "# A neuron that looks at pictures",
        "",
        f"It reads pictures of {width} x {height} {'grey' if channels == 1 else 'colour'} pixels.",
        "",
        *(f"- `{name}`: {about.get(name, 'see inside')}" for name in files if name != "README.md"),
    ]
    if "train.h5" in files:
        lines += ["", f"The pictures: {dataset.origin or 'of unknown origin.'}"]
    return ("\n".join(lines) + "\n").encode()
