"""The picture of the ratios."""


def draw(results) -> str:
    return ""
