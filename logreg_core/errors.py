"""The errors that the core raises on purpose; a page catches only these.

    LogregError
    ├── ArgumentError (also a ValueError)   an argument breaks a rule: a shape, a label, a range
    ├── DatasetError                        images and labels that do not make a dataset
    │   └── DivisionError (also an ArgumentError)   labels that cannot be divided so
    ├── ClassroomError                      what a room of a class refuses
    │   ├── NoRoom                          a word, a seat or a secret that opens no room; or the room has ended
    │   ├── RoomIsFull                      no seat is left in it
    │   ├── TooManyRooms                    no further room can be opened
    │   ├── TooFast                         too many messages, or words guessed, in too short a time
    │   └── SharedIsLost                    what visitors share cannot be reached, or is full
    ├── Cancelled                           long work was ended on request
    ├── DownloadError                       a dataset that could not be fetched or has the wrong bytes
    └── UploadError                         bytes from outside that are refused
        ├── PhotoError                      not a usable picture
        ├── Hdf5Error                       not a usable HDF5 file in the course's layout
        ├── ModelFileError                  not a usable saved model
        ├── ArchiveError                    not a usable ZIP of photos, set of photos or .npz file
        ├── LessonError                     not a usable lesson
        └── ReceiptError                    not a usable receipt

A message says the rule, the value that broke it and what to do, in words fit for a visitor. Text that comes
from a file (a class name, say) is quoted with ``repr`` and cut short.
"""

from collections import abc
from typing import ClassVar


class LogregError(Exception):
    """The root of every error that the core raises on purpose."""


class ArgumentError(LogregError, ValueError):
    """An argument breaks a rule: a wrong shape, a label other than 0 and 1, a number out of range."""


class DatasetError(LogregError):
    """Images, labels and names make no dataset."""


class DivisionError(DatasetError, ArgumentError):
    """Labels cannot be divided as requested: too few images of a class, or a share out of range."""


class ClassroomError(LogregError):
    """A room of a class refuses something."""


class NoRoom(ClassroomError):
    """A word, seat or secret opens no room, or the room has ended."""


class RoomIsFull(ClassroomError):
    """The room has no free seat."""


class TooManyRooms(ClassroomError):
    """This server cannot open another room."""


class TooFast(ClassroomError):
    """Too many messages, or words guessed, in too short a time."""


class SharedIsLost(ClassroomError):
    """The shared store cannot be reached, or is full. Visitors who work alone are not affected."""


class Cancelled(LogregError):
    """A long job was cancelled on request."""


class DownloadError(LogregError):
    """A dataset could not be downloaded, or differs from what was published."""


class UploadError(LogregError):
    """Untrusted bytes are refused. Messages are cut after 1,000 characters, whatever they quote.

    hear: called with the kind's name, to count it; `tally` sets it when imported.
    """

    hear: ClassVar[abc.Callable[[str], object]] = lambda _: None

    def __init__(self, *said: object) -> None:
        super().__init__(*(f"{each[:1000]}…" if isinstance(each, str) and len(each) > 1000 else each for each in said))
        UploadError.hear(type(self).__name__)


class PhotoError(UploadError):
    """Bytes that are not a usable picture."""


class Hdf5Error(UploadError):
    """Bytes that are not a usable HDF5 file in the course's layout."""


class ModelFileError(UploadError):
    """Bytes that are not a usable saved model."""


class ReceiptError(UploadError):
    """Bytes that are not a usable receipt."""


class ArchiveError(UploadError):
    """Bytes that are not a usable ZIP archive of photos, set of photos, or .npz file."""


class LessonError(UploadError):
    """A text that is not a usable lesson. line: where it breaks a rule, from 1 on; 0 where none can be named."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line
