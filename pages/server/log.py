"""The log as lines of JSON, where LOGREG_LOG=json says so. What visitors wrote or brought is in none of them."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path

from logreg_core import environment

OURS = ("logreg_core", "classroom", "pages", "streamlit_app")
ROOT = Path(__file__).parents[2]
DEEPEST = 12  # places of an error that are told, the last ones


class Lines(logging.Formatter):
    """One object a line: time, level, logger, message; of an error its kind and where it happened.

    What an error says is left out, since it may quote what somebody brought. A message of ours is told whole, that of a
    library without what it was filled with.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        is_ours = record.name.split(".")[0] in OURS
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage() if is_ours else str(record.msg),
        }
        if record.exc_info and (error := record.exc_info[1]) is not None:
            line["error"] = type(error).__name__
            line["at"] = _places(error)
        return json.dumps(line, ensure_ascii=False)


def begin() -> None:
    """Let all that is logged from now on be such lines, if they are asked for.

    They go to standard error, as the log did before.
    """
    if not environment.log.value:
        return
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    root = logging.getLogger()
    root.handlers = [handler]
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    for logger in list(logging.root.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger) and logger.handlers:  # Streamlit's and Uvicorn's have their own
            logger.handlers, logger.propagate = [], True
    logging.getLogger(__name__).info("The log is told as JSON.")


def _places(error: BaseException) -> list[str]:
    """Where it happened, the last place last: file, line and function."""
    frames = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    return [f"{_named(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _named(file: str) -> str:
    """A file below the app or the libraries, without the folders of the machine."""
    path = Path(file)
    if path.is_relative_to(ROOT) and ".venv" not in path.parts:
        return path.relative_to(ROOT).as_posix()
    parts = path.parts
    return "/".join(parts[parts.index("site-packages") + 1 :] if "site-packages" in parts else parts[-2:])
