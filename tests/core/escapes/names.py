"""Ways out that have a name: of NumPy's, of its arrays', and of Python's own."""

from __future__ import annotations

# NumPy's ways to files, code, memory, callbacks and other kinds of arrays, each asked for by name.
NUMPYS = """
load loadtxt genfromtxt fromfile fromregex fromstring frombuffer fromiter fromfunction from_dlpack memmap save savez
savez_compressed savetxt frompyfunc vectorize piecewise apply_along_axis apply_over_axes pad lib ctypeslib testing f2py
ma core char strings rec record recarray void object_ bytes_ str_ dtype generic matrix asmatrix bmat nditer ndindex
ndenumerate broadcast broadcast_to errstate seterr seterrcall geterrcall setbufsize get_include show_config
show_runtime info test exceptions emath fft polynomial typing datetime64 timedelta64 set_printoptions printoptions
array2string array_repr array_str format_float_positional block put copyto place putmask require may_share_memory
shares_memory byte_bounds ufunc busdaycalendar poly1d iterable nested_iters lexsort select mask_indices trim_zeros
random.default_rng random.bytes random.RandomState random.Generator random.get_state random.set_state random.mtrand
random.BitGenerator random.MT19937 random.choice random.shuffle linalg.linalg linalg.inv linalg.LinAlgError
linalg.lapack_lite linalg._umath_linalg
""".split()
ARRAYS = """
tofile dump dumps tobytes tostring data ctypes base view flags setflags byteswap newbyteorder getfield setfield put
resize strides flat itemset partition choose device to_device searchsorted take compress diagonal trace mT
argpartition itemsize nbytes
""".split()
BUILTINS = """
open input eval exec compile getattr setattr delattr hasattr id globals locals vars dir iter next super object property
classmethod staticmethod memoryview bytes bytearray breakpoint help exit quit callable hash
""".split()


def is_there(holder: object, name: str) -> bool:
    """Whether a module or a class lists this name, or a module in it does."""
    first, _, rest = name.partition(".")
    return first in dir(holder) and (not rest or is_there(getattr(holder, first), rest))
