"""Provisional; replaced by the ingestion work in progress."""
import re
import unicodedata

import cn2an


def normalise(text: str) -> str:
    keep = str.maketrans({"（":"\ue000","）":"\ue001","，":"\ue002","：":"\ue003","；":"\ue004","？":"\ue005","！":"\ue006"})
    back = str.maketrans({"\ue000":"（","\ue001":"）","\ue002":"，","\ue003":"：","\ue004":"；","\ue005":"？","\ue006":"！"})
    t = unicodedata.normalize("NFKC", text.translate(keep)).translate(back)
    return re.sub(r"[\u200b-\u200f\u2060\ufeff]", "", t).strip()
def chinese_number(text: str) -> int | None:
    try:
        return int(cn2an.cn2an(text, "smart"))
    except ValueError:
        return None
