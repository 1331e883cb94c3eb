"""What a page holds and does not show: by attribute, by inline style, by a simple rule of its own style sheet."""

import re
from collections.abc import Iterator
from typing import Any

HIDING = re.compile(
    r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|opacity:0?\.?0*(?:%|!|;|$)|font-size:(?:0*\.\d+|[0-2](?:\.\d+)?)(?:px|pt)?(?:!|;|$)"
    r"|font-size:0*(?:\.\d+)?(?:em|rem|%)|font:0|(?:max-)?(?:height|width):0(?:px)?(?:!|;|$)(?=.*overflow:hidden)|text-indent:-\d{3,}"
    r"|(?:left|right|top|bottom|margin-left|margin-top):-\d{3,}|transform:(?:scale\(0|translate[xy]?\(-\d{3,})|clip:rect\(0|clip-path:inset\((?:50|100)%"
    r"|color:transparent|(?:-webkit-)?text-fill-color:transparent|color:rgba\([^)]*,0?\.?0*\)|color:#[0-9a-f]{6}00(?:;|!|$))"
)
CLIPPED = re.compile(r"overflow:hidden.*(?:^|;)(?:max-)?(?:height|width):0(?:px)?(?:!|;|$)")
COLOUR = re.compile(r"(?:^|;)color:([^;!]+)")
BACKGROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;!]+)")
RULE = re.compile(r"([^{}]{1,400})\{([^{}]{0,2000})\}")
SELECTOR = re.compile(r"^([a-z][a-z0-9]*)?(?:([.#])([\w-]+))?$", re.IGNORECASE)
STYLE_COMMENT = re.compile(r"/\*.{0,5000}?\*/", re.DOTALL)
NAMES = {"white": (255, 255, 255), "black": (0, 0, 0), "snow": (255, 250, 250), "ivory": (255, 255, 240),
         "whitesmoke": (245, 245, 245), "ghostwhite": (248, 248, 255)}  # fmt: skip
CLOSE = 12  # of 255 a channel may differ before an eye could see it

Rgb = tuple[int, int, int]
Rules = list[tuple[str, str, str, str]]


def drop_unseen(tree: Any) -> None:
    """Take out of the tree what no reader sees; comments too. A picture behind the text counts as a background."""
    rules = list(_rules(tree))
    styled_elsewhere = bool(tree.xpath("//link[contains(@rel,'stylesheet')]"))
    for node in list(tree.iter()):
        if not isinstance(node.tag, str):
            if node.getparent() is not None:
                node.drop_tree()
        elif (
            _unseen(node, rules, styled_elsewhere) and node.getparent() is not None and node.tag not in ("body", "html")
        ):
            node.drop_tree()


def _unseen(node: Any, rules: Rules, styled_elsewhere: bool) -> bool:
    style = _style(node, rules)
    if node.get("hidden") is not None or node.get("aria-hidden", "").lower() == "true":
        return True
    if HIDING.search(style) or CLIPPED.search(style):
        return True
    ink = _first(COLOUR, style) or (node.get("color", "") if node.tag == "font" else "")
    return bool(ink) and _same(_rgb(ink), _behind(node, rules, styled_elsewhere))


def _style(node: Any, rules: Rules) -> str:
    inline = _squeezed(node.get("style", ""))
    if not rules:
        return inline
    classes, own = (node.get("class") or "").split(), node.get("id")
    hit = [
        d for tag, mark, name, d in rules if tag in ("", node.tag) and (name in classes if mark == "." else name == own)
    ]
    return ";".join([*hit, inline]) if hit else inline


def _rules(tree: Any) -> Iterator[tuple[str, str, str, str]]:
    """(tag, "." or "#", name, declarations) of the simple rules that could hide something."""
    for sheet in tree.iter("style"):
        for selectors, body in RULE.findall(STYLE_COMMENT.sub("", sheet.text or "")):
            declared = _squeezed(body)
            if not (
                HIDING.search(declared)
                or CLIPPED.search(declared)
                or COLOUR.search(declared)
                or BACKGROUND.search(declared)
            ):
                continue
            for selector in selectors.split(","):
                found = SELECTOR.match(selector.strip())
                if found and found[2]:
                    yield (found[1] or "").lower(), found[2], found[3], declared


def _behind(node: Any, rules: Rules, styled_elsewhere: bool) -> Rgb | None:
    """The colour on which the text stands: the nearest that is set, white when none is, None when it cannot be known:
    pictures, and classes whose rules are in another file."""
    place = node
    while place is not None:
        declared = _style(place, rules)
        if "background-image:" in declared or "url(" in declared or "gradient(" in declared or place.get("background"):
            return None
        back = _first(BACKGROUND, declared) or place.get("bgcolor", "")
        if back and back not in ("none", "transparent", "inherit", "initial"):
            return _rgb(back)
        if styled_elsewhere and place.tag != "body" and (place.get("class") or place.get("id")):
            return None
        place = place.getparent()
    return (255, 255, 255)


def _squeezed(style: str) -> str:
    return re.sub(r"\s+", "", style).lower()


def _first(pattern: re.Pattern[str], style: str) -> str:
    found = pattern.findall(style)
    return str(found[-1]) if found else ""


def _same(one: Rgb | None, other: Rgb | None) -> bool:
    return one is not None and other is not None and all(abs(a - b) <= CLOSE for a, b in zip(one, other, strict=True))


def _rgb(value: str) -> Rgb | None:
    """A CSS colour as red, green, blue; None for what is not understood."""
    value = value.strip().lower()
    if value in NAMES:
        return NAMES[value]
    short = re.fullmatch(r"#?([0-9a-f])([0-9a-f])([0-9a-f])", value)
    if short:
        return int(short[1] * 2, 16), int(short[2] * 2, 16), int(short[3] * 2, 16)
    long = re.match(r"#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", value)
    if long:
        return int(long[1], 16), int(long[2], 16), int(long[3], 16)
    called = re.match(r"rgba?\((\d{1,3}),(\d{1,3}),(\d{1,3})", value)
    return (int(called[1]), int(called[2]), int(called[3])) if called else None
