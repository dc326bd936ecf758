"""What moves a chart through its frames: play, pause, and a slider."""

from __future__ import annotations

from . import palette

FRAME = 150  # milliseconds


def play_buttons() -> dict[str, object]:
    """Play and pause a chart of frames."""
    play = {"frame": {"duration": FRAME, "redraw": True}, "transition": {"duration": 0}, "fromcurrent": True}
    hold = {"frame": {"duration": 0, "redraw": False}, "transition": {"duration": 0}, "mode": "immediate"}
    return {
        "type": "buttons",
        "direction": "left",
        "x": 0,
        "y": 0,
        "xanchor": "left",
        "yanchor": "top",
        "pad": {"t": 62, "r": 10},
        "showactive": False,
        "bgcolor": palette.pale(palette.QUIET),
        "bordercolor": palette.QUIET,
        "buttons": [
            {"label": "Play", "method": "animate", "args": [None, play]},
            {"label": "Pause", "method": "animate", "args": [[None], hold]},
        ],
    }


def iteration_slider(iterations: list[int], stacked: bool) -> dict[str, object]:
    """A slider through the frames of a chart, each with the name of its iteration."""
    jump = {"frame": {"duration": 0, "redraw": True}, "transition": {"duration": 0}, "mode": "immediate"}
    return {
        "active": len(iterations) - 1,
        "x": 0 if stacked else 0.24,
        "len": 1 if stacked else 0.76,
        "y": 0,
        "pad": {"t": 110 if stacked else 52},
        "currentvalue": {"prefix": "iteration ", "xanchor": "right", "font": {"color": palette.QUIET}},
        "bgcolor": palette.pale(palette.QUIET, 0.4),
        "activebgcolor": palette.TRAIN["color"],
        "bordercolor": palette.QUIET,
        "font": {"color": "rgba(0,0,0,0)"},
        "ticklen": 0,
        "minorticklen": 0,
        "steps": [{"label": f"{i:,}", "method": "animate", "args": [[str(i)], jump]} for i in iterations],
    }
