"""Canonical text: what is ingested and what is asked go through the same door, so that equal words are equal."""

import re
import unicodedata

import cn2an

# CJK Radicals Supplement: no compatibility decomposition exists, so NFKC leaves them; browsers print them into PDFs
# in place of the ordinary characters. Kangxi radicals (2F00–2FD5) are repaired by NFKC itself.
_RADICALS = (
    "⺀冫 ⺁厂 ⺂乛 ⺃乚 ⺄乙 ⺅亻 ⺆冂 ⺇几 ⺈刀 ⺉刂 ⺊卜 ⺋卩 ⺌小 ⺍小 ⺎兀 ⺏尣 ⺐尢 ⺑尣 ⺒巳 ⺓幺 ⺔彑 ⺕彐 ⺖忄 ⺗心 ⺘扌 ⺙攵 ⺛旡 ⺜日 "
    "⺝月 ⺞歹 ⺟母 ⺠民 ⺡氵 ⺢水 ⺣灬 ⺤爫 ⺥爪 ⺦丬 ⺧牛 ⺨犭 ⺩王 ⺪疋 ⺫目 ⺬示 ⺭礻 ⺮竹 ⺯糸 ⺰纟 ⺱网 ⺲罒 ⺳网 ⺴网 ⺵网 ⺶羊 ⺷羊 "
    "⺸羊 ⺹老 ⺺聿 ⺻聿 ⺼肉 ⺽臼 ⺾艹 ⺿艹 ⻀艹 ⻁虎 ⻂衤 ⻃西 ⻄西 ⻅见 ⻆角 ⻇角 ⻈讠 ⻉贝 ⻊足 ⻋车 ⻌辶 ⻍辶 ⻎辶 ⻏阝 ⻐钅 ⻑長 ⻒長 "
    "⻓长 ⻔门 ⻕阜 ⻖阝 ⻗雨 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻞食 ⻟飠 ⻠饣 ⻡首 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻫齐 ⻬齐 ⻭齿 "
    "⻮齿 ⻯龙 ⻰龙 ⻱龟 ⻲龟 ⻳龟"
)
RADICALS = {ord(pair[0]): pair[1] for pair in _RADICALS.split()}
# NFKC would make these ASCII ("，" → ",", "…" → "...") or glue them to digits ("①2份" → "12份"). Punctuation has one
# canonical form: as it is written. Chinese marks stay Chinese, ASCII marks are never made Chinese.
KEPT = "（），：；？！～…①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_PIECES = re.compile(f"([{KEPT}]+)")
LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    r"\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")  # halves of characters cannot be stored
HAN_GAP = re.compile(r"(?<=[㐀-鿿，。；：、（）《》“”])[ \t\u3000]+(?=[㐀-鿿，。；：、（）《》“”])")
CHINESE_DIGITS = re.compile(r"[零〇一二三四五六七八九十百千万两0-9]+")


def normalise(text: str) -> str:
    """NFKC with Chinese punctuation kept, radicals made characters, invisible and control characters gone.

    Line breaks stay (as "\\n"); runs of blanks become one. Normalising twice changes nothing.
    """
    # Lines first: later steps would take an exotic line end for a control character.
    visible = CONTROL.sub("", INVISIBLE.sub("", LINE_ENDS.sub("\n", text))).translate(RADICALS)
    folded = "".join(
        piece if i % 2 else unicodedata.normalize("NFKC", piece) for i, piece in enumerate(_PIECES.split(visible))
    )
    lines = (re.sub(r"[ \t\u3000]+", " ", line).strip() for line in folded.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def close_gaps(text: str) -> str:
    """Blanks between Chinese characters removed: PDF text layers and "第一章 总 则" scatter them."""
    return HAN_GAP.sub("", text)


def chinese_number(text: str) -> int | None:
    """The integer that Chinese numerals or digits spell ("一百三十二" → 132), None when they spell none."""
    word = text.strip().replace("〇", "零")
    if not CHINESE_DIGITS.fullmatch(word):
        return None
    if word.isdigit():
        return int(word)
    try:
        return int(cn2an.cn2an(word, "smart"))
    except (ValueError, KeyError):  # KeyError: digits and numerals mixed in an order it does not know
        return None


def to_chinese(number: int) -> str:
    """Chinese numerals as in article numbers: 132 → "一百三十二"; raises ValueError below zero."""
    if number < 0:
        raise ValueError(f"no article number: {number}")
    return str(cn2an.an2cn(number))
