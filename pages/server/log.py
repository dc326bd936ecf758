"""The log as lines of JSON, with LOGREG_LOG=json. No line contains anything that visitors wrote or uploaded."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path

from logreg_core import environment

OURS = ("logreg_core", "classroom", "pages", "streamlit_app")
ROOT = Path(__file__).parents[2]
DEEPEST = 12  # frames of an error's traceback that a line shows, the innermost


class Lines(logging.Formatter):
    """One object a line: time, level, logger, message; of an error its type and traceback.

    The text of an error is left out, since it may quote what a visitor uploaded. Our own messages are whole; messages
    of libraries are without their arguments.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
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
    """Log such lines from now on, if LOGREG_LOG=json.

    They go to standard error, as the log does by default.
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
        if isinstance(logger, logging.Logger) and logger.handlers:  # Streamlit and Uvicorn have handlers of their own
            logger.handlers, logger.propagate = [], True
    logging.getLogger(__name__).info("The log is written as JSON.")


def _places(error: BaseException) -> list[str]:
    """Return the traceback as (file, line, function), innermost last."""
    frames = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    return [f"{_named(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _named(file: str) -> str:
    """Return the path of a file below the app or the libraries, without the machine's folders."""
    path = Path(file)
    if path.is_relative_to(ROOT) and ".venv" not in path.parts:
        return path.relative_to(ROOT).as_posix()
    parts = path.parts
    return "/".join(parts[parts.index("site-packages") + 1 :] if "site-packages" in parts else parts[-2:])
