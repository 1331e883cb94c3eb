"""Reading an event stream in a test."""

import json
from typing import Any


def events(body: str) -> list[tuple[str, Any]]:
    """(event, data) in order."""
    found = []
    for block in filter(None, body.split("\n\n")):
        lines = dict(line.split(": ", 1) for line in block.split("\n"))
        found.append((lines["event"], json.loads(lines["data"])))
    return found
