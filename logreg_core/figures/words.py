"""Words from outside, such as class names, made safe for charts; and numbers with their sign."""


def plain(text: str) -> str:
    """The text so that Plotly shows it letter by letter: on its own it would read tags and ``%{...}`` as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("%{", "%\u200b{")


def signed(number: float, digits: str = ".2f") -> str:
    """A number with its sign: ``+3.22``, ``−0.43``, ``+0.00``. digits: as in a format, such as ``.3g``.

    A minus is a minus and no hyphen, as on the axes of the charts.
    """
    return f"{number:+z{digits}}".replace("-", "−")
