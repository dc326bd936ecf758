"""The names that a learner's code may use, with reasons; all others are refused.

This is an allow-list: each name was checked for what it reads, calls and returns, and for huge arguments. It leaves out
what reads or writes files, loads or runs code, inspects objects or memory, or calls a function for each number (NumPy's
own functions work on whole arrays). `policy` and `runtime_guards` enforce it.
"""

from __future__ import annotations

from collections.abc import Mapping

Groups = tuple[tuple[str, str], ...]  # reason, names

# Python's grammar, with the names of `ast`.
SYNTAX: Groups = (
    (
        "functions and their contents",
        "Module FunctionDef arguments arg Return Lambda Expr Pass Global Import alias",
    ),
    ("choices and loops", "If IfExp For While Break Continue comprehension ListComp SetComp DictComp GeneratorExp"),
    ("assertions and exceptions", "Assert Raise Try ExceptHandler"),
    (
        "names and items",
        "Assign AnnAssign AugAssign NamedExpr Delete Name Attribute Subscript Slice Starred Load Store Del",
    ),
    ("values", "Constant JoinedStr FormattedValue List Tuple Set Dict"),
    ("calls and signs", "Call keyword BoolOp And Or BinOp UnaryOp Compare"),
    ("arithmetic", "Add Sub Mult Div FloorDiv Mod Pow MatMult UAdd USub"),
    ("of bits and of boolean arrays", "LShift RShift BitOr BitXor BitAnd Invert"),
    ("comparisons", "Not Eq NotEq Lt LtE Gt GtE Is IsNot In NotIn"),
)

# Python's own functions and types. `type` takes one argument; `isinstance` accepts np.ndarray; `print` is collected.
BUILTINS: Groups = (
    ("types, to call and to compare", "bool int float complex str list tuple dict set range"),
    ("questions about a value", "isinstance type len repr format"),
    ("arithmetic", "abs round min max sum pow divmod any all"),
    (
        "loops; they return lists here, since long chains of iterators crash Python itself",
        "enumerate zip map filter reversed",
    ),
    ("sorting", "sorted"),
    ("output", "print"),
)
EXCEPTIONS: Groups = (
    (
        "exceptions to raise and to catch",
        "Exception ArithmeticError AssertionError AttributeError FloatingPointError IndexError KeyError LookupError"
        " NameError NotImplementedError OverflowError RuntimeError TypeError ValueError ZeroDivisionError",
    ),
)

# Functions of NumPy. Their results must be numbers, and none receives a function.
NUMPY: Groups = (
    ("arrays from values", "array asarray copy arange linspace diag tile repeat append"),
    (
        "arrays of a shape; `empty` is `zeros` here, since uninitialised memory may hold secrets",
        "zeros ones full eye identity empty",
    ),
    ("arrays of another's shape", "zeros_like ones_like full_like empty_like"),
    ("the functions of the neuron", "exp log dot matmul sum mean"),
    (
        "elementwise functions",
        "log2 log10 log1p expm1 logaddexp sqrt square power abs absolute sign tanh sin cos"
        " floor ceil rint round around clip heaviside",
    ),
    ("arithmetic by name", "add subtract multiply divide true_divide negative reciprocal mod maximum minimum"),
    ("over an axis", "std var prod min max amin amax argmin argmax cumsum average"),
    ("products", "outer inner einsum vdot tensordot"),
    ("shapes", "shape ndim size reshape ravel squeeze transpose expand_dims concatenate stack vstack hstack flip"),
    ("alternatives for shapes", "atleast_1d atleast_2d column_stack swapaxes moveaxis"),
    ("which, how many, in what order", "where nonzero count_nonzero any all unique sort argsort"),
    ("comparisons", "equal not_equal greater greater_equal less less_equal allclose isclose array_equal"),
    ("logic", "logical_and logical_or logical_not logical_xor"),
    ("NaN and infinity", "isnan isinf isfinite nan_to_num"),
)
CONSTANTS: Groups = (("constants and a new axis", "pi e inf nan newaxis"),)
DTYPES: Groups = (
    ("dtypes, to call and to compare", "float64 float32 int64 int32 uint8 bool_"),
    ("dtype groups, only to compare", "floating integer number"),
)
RANDOM: Groups = (("random weights, reproducible with a seed", "seed rand randn"),)
LINALG: Groups = (("the length of a vector", "norm"),)

# Keyword arguments of all of the above.
KEYWORDS: Groups = (
    ("axes", "axis axes axis1 axis2 keepdims"),
    ("dtype and copies", "dtype copy"),
    ("shapes and values", "shape fill_value ndmin newshape start stop step num endpoint N M k repeats reps"),
    ("options", "decimals ddof ord order a_min a_max min max initial weights values where out"),
    ("additional results", "return_counts return_index return_inverse retstep"),
    ("tolerances, and replacements of NaN and infinity", "rtol atol equal_nan posinf neginf nan"),
    ("operands by name", "a b x y x1 x2 arr array obj object condition"),
)

# Attributes, by the exact type of their object.
ARRAY: Groups = (
    ("its shape and dtype", "shape ndim size dtype"),
    ("the same numbers in another shape", "T reshape ravel flatten squeeze transpose swapaxes"),
    ("a copy, another dtype, plain values", "copy astype tolist item"),
    ("over an axis", "sum mean std var prod min max argmin argmax cumsum any all"),
    ("products and parts", "dot clip round nonzero repeat real imag conj"),
    ("changes in place", "fill sort"),
)
SCALAR: Groups = (
    ("as an array of shape ()", "shape ndim size dtype T reshape squeeze copy astype tolist item"),
    ("as a number", "real imag conj round sum mean min max"),
)
TYPES: Mapping[str, Groups] = {
    "list": (("to extend and search lists", "append extend insert pop remove clear copy index count reverse sort"),),
    "dict": (("the results of the course's functions", "get items keys values pop update setdefault clear copy"),),
    "tuple": (("shapes are tuples", "index count"),),
    "set": (("the set of labels", "add remove discard union intersection difference update copy"),),
    "str": (
        ("text to print; `format` takes values here, not their attributes", "format join"),
        (
            "to split and search text",
            "split strip lstrip rstrip replace startswith endswith upper lower title count find",
        ),
        ("to align text", "ljust rjust center zfill"),
    ),
    "float": (("parts and whole numbers", "is_integer real imag conjugate"),),
    "int": (("as of a float", "real imag conjugate"),),
    "complex": (("its parts", "real imag conjugate"),),
    "dtype": (("its name and kind", "name kind itemsize"),),
}

# What to do instead. All other names get a general remedy.
INSTEAD: Mapping[str, str] = {
    "open": "All data arrives as arguments.",
    "input": "All data arrives as arguments.",
    "eval": "Write the expression itself.",
    "exec": "Write the statement itself.",
    "compile": "Write the statement itself.",
    "getattr": "Write the attribute after a dot.",
    "setattr": "Keep it in a variable or a dict.",
    "hasattr": "Use isinstance.",
    "id": "Compare with `is`.",
    "globals": "Name the variable itself.",
    "locals": "Name the variable itself.",
    "vars": "Name the variable itself.",
    "dir": "Name the variable itself.",
    "iter": "Write a for loop.",
    "next": "Write a for loop.",
    "np.vectorize": "NumPy's functions take whole arrays.",
    "np.frompyfunc": "NumPy's functions take whole arrays.",
    "np.piecewise": "Use np.where.",
    "np.apply_along_axis": "Use the argument axis, or a loop.",
    "np.load": "All data arrives as arguments.",
    "np.loadtxt": "All data arrives as arguments.",
    "np.genfromtxt": "All data arrives as arguments.",
    "np.fromfile": "All data arrives as arguments.",
    "np.save": "Return what you want to keep.",
    "np.savetxt": "Return what you want to keep.",
    "np.random.normal": "Use np.random.randn.",
    "np.random.random": "Use np.random.rand.",
    "np.random.default_rng": "Use np.random.seed and np.random.randn.",
    "np.linalg.inv": "The neuron learns by steps, without an inverse.",
    "ClassDef": "Write functions.",
    "With": "Files are not needed: all data arrives as arguments.",
    "Yield": "Return a list.",
    "YieldFrom": "Return a list.",
    "Match": "Use if and elif.",
    "AsyncFunctionDef": "Leave it out.",
    "Await": "Call the function itself.",
    "Nonlocal": "Return the value, or use a list.",
    "ImportFrom": "Write `import numpy as np` and then np.exp.",
    "bytes": "Leave out the b before the text.",
    "copy": "Use np.copy(w) or w.copy().",
    "math": "Use np.exp, np.log and np.sqrt.",
    "random": "Use np.random.randn.",
    "matplotlib": "The page draws the curves.",
    "os": "All data arrives as arguments.",
    "sys": "All data arrives as arguments.",
}
IN_WORDS: Mapping[str, str] = {
    "ClassDef": "a class",
    "With": "`with`",
    "AsyncWith": "`async`",
    "AsyncFor": "`async`",
    "AsyncFunctionDef": "`async`",
    "Await": "`await`",
    "Yield": "`yield`",
    "YieldFrom": "`yield`",
    "Match": "`match`",
    "Nonlocal": "`nonlocal`",
    "ImportFrom": "`from ... import`",
    "TryStar": "`except*`",
    "TypeAlias": "`type` as a statement",
}


def names(groups: Groups) -> frozenset[str]:
    """All names of a table."""
    return frozenset(name for _, listed in groups for name in listed.split())
