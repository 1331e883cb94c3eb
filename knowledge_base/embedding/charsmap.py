"""SentencePiece's `precompiled_charsmap`, written from a character → replacement map: a double-array trie of UTF-8."""

import struct
from collections.abc import Mapping

PAGE = 256  # a unit's children lie in one page of this many units
HAS_VALUE = 1 << 8
IS_VALUE = 1 << 31
OFFSET_SHIFT = 10
VALUE = -1  # the key of a node's value among its children

_Node = dict[int, "_Node | int"]


def charsmap(replacements: Mapping[str, str]) -> bytes:
    """What `tokenizers.normalizers.Precompiled` reads: length of the trie, its units, NUL-terminated replacements.

    No key or replacement may contain U+0000.
    """
    texts = bytearray(b"\0")
    places = {"": 0}
    root: _Node = {}
    for key, replacement in sorted(replacements.items()):
        if replacement not in places:
            places[replacement] = len(texts)
            texts += replacement.encode("utf-8") + b"\0"
        _insert(root, key.encode("utf-8"), places[replacement])
    units = _DoubleArray().filled(root)
    return struct.pack(f"<I{len(units)}I", 4 * len(units), *units) + bytes(texts)


def _insert(root: _Node, key: bytes, value: int) -> None:
    node = root
    for byte in key:
        child = node.setdefault(byte, {})
        assert isinstance(child, dict)  # ints stand at VALUE only
        node = child
    node[VALUE] = value


class _DoubleArray:
    """Units as darts-clone lays them out: with `base = place ^ offset`, a child by byte b is at `base ^ b`.

    The value of a node is at its base itself. No two nodes share a base, so that following a byte without child
    always meets a unit whose label is another byte.
    """

    def __init__(self) -> None:
        self.units = [0] * PAGE
        self.free = [False] + [True] * (PAGE - 1)
        self.bases: set[int] = set()
        self.first_free = 1

    def filled(self, root: _Node) -> list[int]:
        """All units, a whole number of pages, so that no look-up leaves the array."""
        queue = [(0, root)]
        for place, node in queue:
            labels = {max(label, 0): child for label, child in node.items()}
            base = self._base_for(list(labels))
            self.units[place] |= (place ^ base) << OFFSET_SHIFT
            for label, child in labels.items():
                self.free[base ^ label] = False
                if isinstance(child, int):
                    self.units[place] |= HAS_VALUE
                    self.units[base] = IS_VALUE | child
                else:
                    self.units[base ^ label] = label
                    queue.append((base ^ label, child))
        return self.units

    def _base_for(self, labels: list[int]) -> int:
        # A free place that is some node's base can hold no value, so it is passed over: a few are wasted, none twice.
        while self.first_free < len(self.free) and (not self.free[self.first_free] or self.first_free in self.bases):
            self.first_free += 1
        place = self.first_free
        while True:
            while len(self.free) <= place | (PAGE - 1):
                self.units += [0] * PAGE
                self.free += [True] * PAGE
            base = place ^ labels[0]
            if base not in self.bases and all(self.free[base ^ label] for label in labels):
                self.bases.add(base)
                return base
            place += 1
