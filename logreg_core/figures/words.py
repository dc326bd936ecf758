"""Words from outside, such as class names, made safe for charts."""


def plain(text: str) -> str:
    """The text so that Plotly shows it letter by letter: on its own it would read tags and ``%{...}`` as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("%{", "%\u200b{")
