"""Number plates: province, letter, and five characters (six for new energy)."""

import re
from collections.abc import Iterator, Sequence

from assistant.privacy.chains import Chain
from assistant.privacy.findings import Finding, Kind
from assistant.privacy.folding import View

PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使][A-HJ-NP-Za-hj-np-z][ ·•.\-]{0,2}"
    r"([A-HJ-NP-Za-hj-np-z0-9](?:[ \-]?[A-HJ-NP-Za-hj-np-z0-9]){4,5})(?![A-Za-z0-9])[挂学警港澳]?"
)
FEWEST_DIGITS = 2
YEAR = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])")  # 新B202405: a number of something


def find(view: View, chains: Sequence[Chain]) -> Iterator[Finding]:
    """Plates by their form; the letters alone (沪C) say nothing about anybody."""
    for match in PLATE.finditer(view.text):
        digits = sum(c.isdigit() for c in match[1])
        if digits >= FEWEST_DIGITS and not YEAR.fullmatch(match[1]):
            yield view.finding(Kind.PLATE, *match.span())
