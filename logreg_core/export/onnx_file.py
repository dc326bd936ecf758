"""A neuron as ONNX, the format that most other runtimes read; written with the library `onnx`, which is optional.

What goes in are pixels that have the model's size already, uint8 ``(m, h, w, c)``. Inside is all that follows, in
double precision: the numbers of the representation, the weights and the bias, the sigmoid and the threshold. Not inside
is how a photo becomes these pixels: reading it, upright and on white, cutting out the part, averaging it down.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..classifier import Classifier
from ..errors import ArgumentError
from ..representation import REPRESENTATIONS
from ..representation.colours import levels_of
from ..representation.edges import DIRECTIONS, cell_of
from ..representation.thumbnail import THUMBNAIL_SIDE
from ..untrusted.photo import fit

OPSET, IR_VERSION = 18, 9  # of 2022, so that older runtimes read it
INPUT, OUTPUTS = "images", ("score", "probability", "answer")
INSTALL = "pip install -r requirements-onnx.txt"
PREPROCESSING = (
    "inside: the numbers of the representation, from whole numbers; not inside: reading a photo, cutting out the part"
    " with the model's proportions, averaging it down to the model's size"
)


def has_onnx() -> bool:
    """Whether the library that writes such files is installed here."""
    return find_spec("onnx") is not None


def can_be_onnx(classifier: Classifier) -> bool:
    """Whether the file can calculate what this neuron is shown of a picture."""
    kinds = REPRESENTATIONS[classifier.representation].elsewhere
    return bool(kinds) and set(kinds) <= set(BLOCKS)


def as_onnx(classifier: Classifier) -> bytes:
    """The file. Its input is ``images``, uint8 ``(m, h, w, c)``; its outputs are ``score`` and ``probability``, float64
    ``(m,)``, and ``answer``, int64 ``(m,)``: what `Classifier.scores`, `probabilities` and `answers` return.

    Raises ArgumentError where `onnx` is not installed, and for a representation that the file cannot calculate.
    """
    if not has_onnx():
        raise ArgumentError(f"Writing ONNX needs the library onnx, which is not installed here. Install it: {INSTALL}")
    if not can_be_onnx(classifier):
        able = ", ".join(repr(name) for name, entry in REPRESENTATIONS.items() if set(entry.elsewhere) & set(BLOCKS))
        raise ArgumentError(
            f"ONNX can be written of a neuron on one of {able}. Got one on {classifier.representation!r:.60}, which"
            " only Python can calculate. Train one on another representation, or save the model."
        )
    graph = _Graph()
    blocks = [
        BLOCKS[kind](graph, INPUT, classifier.image_shape)
        for kind in REPRESENTATIONS[classifier.representation].elsewhere
    ]
    x = graph.add("Concat", *blocks, axis=1) if len(blocks) > 1 else blocks[0]  # (m, n)
    scores = graph.add("Add", graph.add("MatMul", x, graph.hold(classifier.w)), graph.hold(classifier.b))
    flat = graph.hold([-1])
    score = graph.add("Reshape", scores, flat, out=OUTPUTS[0])
    probability = graph.add("Sigmoid", score, out=OUTPUTS[1])
    above = graph.add("Greater", probability, graph.hold(classifier.threshold))
    graph.add("Cast", above, to=_type("INT64"), out=OUTPUTS[2])
    return graph.file(classifier)


class _Graph:
    """A graph as it grows: nodes, each a function of earlier ones, and the numbers that it holds."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.held: list[Any] = []

    def add(self, kind: str, *inputs: str, out: str = "", **attributes: Any) -> str:
        """One more node. Returns the name of what comes out of it."""
        from onnx import helper

        name = out or f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def hold(self, numbers: Any) -> str:
        """Numbers that stand in the file, whole ones as int64 and others as float64. Returns their name."""
        from onnx import numpy_helper

        array = np.asarray(numbers)
        kind = np.int64 if array.dtype.kind in "iu" else np.float64
        name = f"held_{len(self.held)}"
        self.held.append(numpy_helper.from_array(np.ascontiguousarray(array, kind).reshape(array.shape), name))
        return name

    def part(self, of: str, *ranges: tuple[int, int, int]) -> str:
        """A part of an array: from, to and axis of each range."""
        starts, ends, axes = (self.hold(list(each)) for each in zip(*ranges, strict=True))
        return self.add("Slice", of, starts, ends, axes)

    def file(self, classifier: Classifier) -> bytes:
        """The file with all of it."""
        import onnx
        from onnx import helper

        kinds = (_type("DOUBLE"), _type("DOUBLE"), _type("INT64"))
        outputs = [helper.make_tensor_value_info(name, k, ["m"]) for name, k in zip(OUTPUTS, kinds, strict=True)]
        pixels = helper.make_tensor_value_info(INPUT, _type("UINT8"), ["m", *classifier.image_shape])
        graph = helper.make_graph(self.nodes, "neuron", [pixels], outputs, self.held)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
        model.producer_name = "One neuron, one picture"
        facts = {
            "class_0": classifier.class_names[0],
            "class_1": classifier.class_names[1],
            "threshold": repr(classifier.threshold),
            "representation": classifier.representation,
            "preprocessing": PREPROCESSING,
            "dataset_name": classifier.dataset_name,
            "dataset_digest": classifier.dataset_digest,
        }
        helper.set_model_props(
            model, {name: value.encode("utf-8", "replace").decode() for name, value in facts.items()}
        )
        onnx.checker.check_model(model)
        return bytes(model.SerializeToString())


def _type(name: str) -> int:
    from onnx import TensorProto

    return int(getattr(TensorProto, name))


def _pixels(graph: _Graph, images: str, shape: Sequence[int]) -> str:
    """``(m, h, w, c)`` from 0 to 255 to ``(m, h * w * c)`` from 0 to 1."""
    flat = graph.add("Reshape", images, graph.hold([-1, int(np.prod(shape))]))
    return graph.add("Div", graph.add("Cast", flat, to=_type("DOUBLE")), graph.hold(255.0))


def _thumbnail(graph: _Graph, images: str, shape: Sequence[int]) -> str:
    """Pillow's BOX filter as two products of whole numbers, along the rows and then down the columns."""
    height, width, channels = shape
    small = min(height, THUMBNAIL_SIDE), min(width, THUMBNAIL_SIDE)
    planes = graph.add("Transpose", graph.add("Cast", images, to=_type("DOUBLE")), perm=[0, 3, 1, 2])
    narrow = _rounded(graph, graph.add("MatMul", planes, graph.hold(_shares(width, small[1]))))
    both = _rounded(graph, graph.add("MatMul", graph.hold(_shares(height, small[0]).T), narrow))
    return _pixels(graph, graph.add("Transpose", both, perm=[0, 2, 3, 1]), (*small, channels))


def _shares(size: int, target: int) -> NDArray[np.float64]:
    """How much of each old pixel is in each new one, times 2^22, in whole numbers: ``(size, target)``.

    Which are in it, Pillow says: what becomes of a picture in which one column is white.
    """
    columns = (255 * np.eye(size, dtype=np.uint8))[:, :, np.newaxis]
    covered = fit(columns, size, target, 1, how="stretch")[:, :, 0] > 0
    return covered * np.floor(0.5 + 2**22 / covered.sum(axis=0))


def _rounded(graph: _Graph, sums: str) -> str:
    return graph.add("Floor", graph.add("Div", graph.add("Add", sums, graph.hold(2.0**21)), graph.hold(2.0**22)))


def _colours(graph: _Graph, images: str, shape: Sequence[int]) -> str:
    """The square root of the share of the pixels in each box of colours."""
    height, width, channels = shape
    levels = levels_of(channels)
    level = graph.add("Div", graph.add("Cast", images, to=_type("INT64")), graph.hold(256 // levels))
    places = graph.hold([levels**i for i in reversed(range(channels))])
    boxes = graph.add("ReduceSum", graph.add("Mul", level, places), graph.hold([3]), keepdims=0)  # (m, h, w)
    boxes = graph.add("Reshape", boxes, graph.hold([-1, height * width]))
    ones = graph.add(
        "Add", graph.add("Mul", graph.add("Cast", boxes, to=_type("DOUBLE")), graph.hold(0.0)), graph.hold(1.0)
    )
    m = graph.add("Shape", images, start=0, end=1)
    size = graph.add("Concat", m, graph.hold([levels**channels]), axis=0)
    none = graph.add("Expand", graph.hold(0.0), size)
    counts = graph.add("ScatterElements", none, boxes, ones, axis=1, reduction="add")
    return graph.add("Sqrt", graph.add("Div", counts, graph.hold(float(height * width))))


def _edges(graph: _Graph, images: str, shape: Sequence[int]) -> str:
    """Histograms of oriented gradients: blocks of 2 by 2 cells, each cell with its directions."""
    height, width, _ = shape
    cell = cell_of(height, width)
    rows, columns = height // cell[0], width // cell[1]
    pixels = graph.add("Cast", images, to=_type("DOUBLE"))
    across, down = _slopes(graph, pixels, 2, width), _slopes(graph, pixels, 1, height)  # (m, h, w, c)
    squares = graph.add("Add", graph.add("Mul", across, across), graph.add("Mul", down, down))
    strongest = graph.add("ArgMax", squares, axis=3, keepdims=1)  # the first of those that are equal
    across, down, squares = (graph.add("GatherElements", each, strongest, axis=3) for each in (across, down, squares))
    parts = graph.add("Mul", _directions(graph, across, down), graph.add("Sqrt", squares))  # (m, h, w, 9)
    used = graph.part(parts, (0, rows * cell[0], 1), (0, columns * cell[1], 2))
    split = graph.add("Reshape", used, graph.hold([-1, rows, cell[0], columns, cell[1], DIRECTIONS]))
    cells = graph.add("ReduceMean", split, graph.hold([2, 4]), keepdims=0)  # (m, rows, columns, 9)
    ends = ((0, rows - 1), (1, rows)), ((0, columns - 1), (1, columns))
    corners = [graph.part(cells, (*row, 1), (*column, 2)) for row in ends[0] for column in ends[1]]
    blocks = _to_length_one(graph, graph.add("Concat", *corners, axis=3))
    blocks = _to_length_one(graph, graph.add("Min", blocks, graph.hold(0.2)))
    return graph.add("Reshape", blocks, graph.hold([-1, (rows - 1) * (columns - 1) * 4 * DIRECTIONS]))


def _slopes(graph: _Graph, pixels: str, axis: int, length: int) -> str:
    """The next pixel less the one before, along an axis of ``(m, h, w, c)``; 0 at both ends."""
    slopes = graph.add("Sub", graph.part(pixels, (2, length, axis)), graph.part(pixels, (0, length - 2, axis)))
    pads = np.zeros((2, 4), np.int64)
    pads[:, axis] = 1
    return graph.add("Pad", slopes, graph.hold(pads.ravel()), graph.hold(0.0))


def _directions(graph: _Graph, across: str, down: str) -> str:
    """1 at the direction of each slope, over half a turn, and 0 elsewhere: two times ``(m, h, w, 1)`` to
    ``(m, h, w, 9)``.

    A slope turned by less than half a turn lies beyond a ray of this angle where their cross product is not negative.
    """
    zero = graph.hold(0.0)
    level = graph.add("And", graph.add("Equal", down, zero), graph.add("Less", across, zero))
    turned = graph.add("Or", graph.add("Less", down, zero), level)
    sign = graph.add("Where", turned, graph.hold(-1.0), graph.hold(1.0))
    across, down = graph.add("Mul", across, sign), graph.add("Mul", down, sign)
    rays = np.pi / DIRECTIONS * np.arange(1, DIRECTIONS)
    left = graph.add("Mul", down, graph.hold(np.cos(rays)))
    right = graph.add("Mul", across, graph.hold(np.sin(rays)))
    beyond = graph.add("Cast", graph.add("GreaterOrEqual", left, right), to=_type("DOUBLE"))  # (m, h, w, 8)
    one = graph.add("Add", graph.add("Mul", down, zero), graph.hold(1.0))
    none = graph.add("Mul", down, zero)
    return graph.add("Sub", graph.add("Concat", one, beyond, axis=3), graph.add("Concat", beyond, none, axis=3))


def _to_length_one(graph: _Graph, blocks: str) -> str:
    squares = graph.add("ReduceSum", graph.add("Mul", blocks, blocks), graph.hold([3]))
    return graph.add("Div", blocks, graph.add("Sqrt", graph.add("Add", squares, graph.hold(1e-5**2))))


BLOCKS = {"pixels": _pixels, "thumbnail": _thumbnail, "colours": _colours, "edges": _edges}
