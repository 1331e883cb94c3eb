"""Numbers of nobody, made from the standards that real ones follow, in the many ways in which people write them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

# Administrative divisions, GB/T 2260.
DIVISIONS = (110105, 120102, 130102, 140105, 150102, 210102, 220104, 230103, 310101, 310104, 310106, 310113, 310115,
             310120, 320506, 330106, 341222, 350203, 360102, 370202, 411525, 420106, 430104, 440305, 450103, 460105,
             500112, 510107, 520102, 533001, 540102, 610113, 620102, 630104, 640104, 650102, 810000, 820000,
             830000)  # fmt: skip
MOBILE_PREFIXES = ("130", "135", "138", "139", "145", "147", "150", "156", "158", "166", "170", "173", "177", "180",
                   "186", "189", "191", "193", "198", "199")  # fmt: skip
AREA_CODES = ("021", "010", "0512", "0571", "0551", "025", "0755", "0898")
UNIONPAY = ("622202", "621700", "622848", "621661", "622262", "621483", "622909", "620522", "621799", "628888")
CARD_BRANDS = ((("4",), 16), (("51", "53", "55"), 16), (("3528", "3568"), 16), (("34", "37"), 15))
FAMILY_NAMES = (
    "王",
    "李",
    "张",
    "刘",
    "陈",
    "杨",
    "黄",
    "赵",
    "周",
    "吴",
    "徐",
    "孙",
    "沈",
    "陆",
    "顾",
    "欧阳",
    "诸葛",
    "司马",
)
GIVEN_NAMES = (
    "明",
    "芳",
    "伟",
    "秀英",
    "国强",
    "晓燕",
    "子涵",
    "建华",
    "丽",
    "志远",
    "思琪",
    "桂兰",
    "浩然",
    "雅婷",
    "军",
    "有才",
    "海波",
)
MINORITY_NAMES = ("阿卜杜·热合曼", "买买提·吐尔逊", "古丽娜尔·艾合买提")
PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
HAN_DIGITS = "零一二三四五六七八九"
CAPITAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
RADIO_DIGITS = "洞幺两三四五六拐八勾"
FULL_WIDTH = "０１２３４５６７８９"
CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨"
INVISIBLE = ("\u200b", "\u200d", "\ufeff", "\u2060")
PLAIN_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Value:
    """What is written into a sentence, and which kind of personal data it is."""

    kind: str
    text: str


def digits(rng: Random, count: int) -> str:
    """That many digits."""
    return "".join(rng.choice("0123456789") for _ in range(count))


def identity_number(rng: Random) -> str:
    """18 characters by GB 11643: division, birthday, sequence, check character by ISO 7064 MOD 11-2."""
    year = rng.randint(1931, 2024)
    body = f"{rng.choice(DIVISIONS)}{year}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}{digits(rng, 3)}"
    value = 0
    for digit in body:  # the standard's recursion; the check character makes the whole congruent 1
        value = (value + int(digit)) * 2 % 11
    return body + "0123456789X"[(1 - value) % 11]


def luhn_completed(body: str) -> str:
    """Digits with the check digit that ISO/IEC 7812 asks for."""
    for last in "0123456789":
        doubled = [int(c) * 2 if i % 2 else int(c) for i, c in enumerate(reversed(body + last))]
        if sum(d // 10 + d % 10 for d in doubled) % 10 == 0:
            return body + last
    raise AssertionError("one of ten digits always fits")


def _grouped(rng: Random, number: str, sizes: tuple[int, ...], marks: tuple[str, ...]) -> str:
    mark, pieces, place = rng.choice(marks), [], 0
    for size in sizes:
        pieces.append(number[place : place + size])
        place += size
    pieces.append(number[place:])
    return mark.join(piece for piece in pieces if piece)


def _in(alphabet: str, number: str) -> str:
    return "".join(alphabet[int(c)] if c.isdigit() else c for c in number)


def _disguised(rng: Random, number: str, sizes: tuple[tuple[int, ...], ...]) -> str:
    """As typed plainly, grouped, full-width, spoken, circled, or with something invisible inside."""
    if rng.random() < PLAIN_SHARE:
        return number
    blanks = (" ", "-", "  ", "—", "\u3000", ".", "·")
    speech = ("，", "、", "的", " ", "，然后")
    size = rng.choice(sizes)
    return rng.choice(
        (
            lambda: _grouped(rng, number, size, blanks),
            lambda: _grouped(rng, number, size, blanks),
            lambda: _in(FULL_WIDTH, number),
            lambda: _in(HAN_DIGITS, number),
            lambda: _grouped(rng, _in(rng.choice((HAN_DIGITS, RADIO_DIGITS)), number), size, speech),
            lambda: _in(CAPITAL_DIGITS, number),
            lambda: _in(CIRCLED, number[:3]) + number[3:],
            lambda: rng.choice(INVISIBLE).join(number),
            lambda: _grouped(rng, number, (rng.randint(3, 9),), INVISIBLE),
            lambda: " ".join(number),
        )
    )()


def id_card(rng: Random) -> Value:
    """A 公民身份号码: right, with a wrong check character, or the 15-digit form; X as people write it."""
    number = identity_number(rng)
    chance = rng.random()
    if chance < 0.1:
        number = number[:6] + number[8:17] if number[6:8] == "19" else number
    elif chance < 0.2:
        number = number[:17] + rng.choice([c for c in "0123456789" if c != number[17]])
    sizes = ((6, 8), (6, 4, 4), (4, 4, 4, 4), (3, 3, 4, 4)) if len(number) == 18 else ((6, 6), (4, 4, 4))
    written = _disguised(rng, number, sizes)
    if number.endswith("X"):
        written = written[:-1] + rng.choice("XXXxx×＊Ｘ叉")
    return Value("id_card", written)


def id_card_typo(rng: Random) -> Value:
    """A number with a digit too many, too few, or an impossible birthday; only the words around tell what it is."""
    number = identity_number(rng)[:17]
    wrong = (number[:10] + "13" + number[12:] + "4", number + digits(rng, 2), number)
    return Value("id_card", rng.choice(wrong))


def mobile(rng: Random) -> Value:
    """Eleven digits by the numbering plan, with or without +86."""
    number = rng.choice(MOBILE_PREFIXES) + digits(rng, 8)
    written = _disguised(rng, number, ((3, 4), (3, 4), (4, 4), (3, 3), (7,), (3,)))
    ascii_only = written[0].isascii() and written[0].isdigit()
    country = rng.choice(("+86", "+86 ", "+86-", "86-", "0086", "0086 ", "（+86）")) if rng.random() < 0.12 else ""
    return Value("mobile", country + written if ascii_only else written)


def landline(rng: Random) -> Value:
    """Area code and seven or eight digits."""
    area = rng.choice(AREA_CODES)
    local = rng.choice("2345678") + digits(rng, 7 if len(area) == 3 else 6 + rng.randint(0, 1))
    shapes = (f"{area}-{local}", f"{area}{local}", f"({area}){local}", f"（{area}）{local}", f"{area} {local}",
              f"{area}-{local[:4]}-{local[4:]}", f"{area}－{local}转{rng.randint(1, 9999)}", _in(FULL_WIDTH, area + local))  # fmt: skip
    return Value("landline", rng.choice(shapes))


def bank_card(rng: Random) -> Value:
    """银联 16–19 digits or an international brand, with the Luhn digit."""
    if rng.random() < 0.8:
        body = rng.choice(UNIONPAY) + digits(rng, rng.choice((9, 10, 11, 12, 12)))
    else:
        starts, length = rng.choice(CARD_BRANDS)
        start = rng.choice(starts)
        body = start + digits(rng, length - 1 - len(start))
    return Value("bank_card", _disguised(rng, luhn_completed(body), ((4, 4, 4, 4), (4, 4, 4, 4), (6, 6))))


def passport(rng: Random) -> Value:
    """E, G + 8 digits, E with a second letter + 7, official ones D, S, P."""
    letter = rng.choice(PLATE_LETTERS)
    shapes = (f"E{digits(rng, 8)}", f"E{digits(rng, 8)}", f"G{digits(rng, 8)}", f"E{letter}{digits(rng, 7)}",
              f"D{digits(rng, 8)}", f"SE{digits(rng, 7)}", f"P{digits(rng, 7)}", f"S{digits(rng, 8)}")  # fmt: skip
    number = rng.choice(shapes)
    forms = (number, number, number.lower(), f"{number[:1]} {number[1:5]} {number[5:]}",
             "".join(chr(ord(c) + 0xFEE0) for c in number), "\u200b".join(number))  # fmt: skip
    return Value("passport", rng.choice(forms if number[1].isdigit() else (*forms[:3], *forms[4:])))


def permit(rng: Random) -> Value:
    """往来港澳通行证, 回乡证."""
    shapes = (f"C{digits(rng, 8)}", f"C{rng.choice('ABCDEFGH')}{digits(rng, 7)}", f"H{digits(rng, 8)}",
              f"M{digits(rng, 8)}", f"H{digits(rng, 10)}", f"W{digits(rng, 8)}")  # fmt: skip
    return Value("travel_permit", rng.choice(shapes))


def house(rng: Random) -> Value:
    """From the house number on: 123弄4号501室."""
    n = rng.randint
    flat = f"{n(1, 30)}{n(0, 1)}{n(1, 6)}"
    shapes = (f"{n(32, 3000)}号", f"{n(2, 2999)}弄{n(1, 120)}号{flat}室", f"{n(2, 2999)}弄{n(1, 120)}号{flat}",
              f"{n(2, 999)}号{n(1, 9)}幢{flat}室", _in(FULL_WIDTH, f"{n(2, 999)}弄{n(1, 99)}号{flat}室"),
              f"{n(2, 999)} 弄 {n(1, 99)} 号 {flat} 室", f"{n(2, 999)}号{n(2, 6)}楼", f"{n(2, 999)}-{n(1, 9)}号",
              f"一百{HAN_DIGITS[n(2, 9)]}十{HAN_DIGITS[n(1, 9)]}弄{HAN_DIGITS[n(2, 9)]}号五零{HAN_DIGITS[n(1, 6)]}室")  # fmt: skip
    return Value("address", rng.choice(shapes))


def flat(rng: Random) -> Value:
    """In a block: 3号楼2单元501室."""
    n = rng.randint
    room = f"{n(1, 18)}0{n(1, 6)}"
    shapes = (f"{n(1, 60)}号{room}室", f"{n(1, 20)}号楼{n(1, 4)}单元{room}室", f"{n(1, 20)}幢{room}", f"{n(1, 99)}号{room}",
              f"{n(1, 20)}栋{n(1, 4)}单元{room}")  # fmt: skip
    return Value("address", rng.choice(shapes))


def name(rng: Random) -> Value:
    """Surname and one or two characters, or a name with a middle dot."""
    common = rng.choice(FAMILY_NAMES) + rng.choice(GIVEN_NAMES)
    return Value("name", rng.choice(MINORITY_NAMES) if rng.random() < 0.05 else common)


def plate(rng: Random) -> Value:
    """沪A12345, 沪AD12345, with a dot or in small letters."""
    province, city = rng.choice("沪沪沪苏浙皖京豫"), rng.choice("ABCDEFGHK")
    tail = rng.choice((digits(rng, 5), f"{rng.choice(PLATE_LETTERS)}{digits(rng, 4)}", f"D{digits(rng, 5)}",
                       f"{digits(rng, 2)}{rng.choice(PLATE_LETTERS)}{digits(rng, 2)}", f"{digits(rng, 5)}F"))  # fmt: skip
    forms = (
        f"{province}{city}{tail}",
        f"{province}{city}·{tail}",
        f"{province}{city} {tail}",
        f"{province}{city}-{tail}",
    )
    chosen = rng.choice(forms)
    return Value("plate", chosen.lower() if rng.random() < 0.1 else chosen)


def email(rng: Random) -> Value:
    """A mail address; the at sign may be full-width."""
    local = rng.choice(("zhang.san", "li_si", "wang", "chen-x", "lu")) + digits(rng, rng.randint(1, 6))
    at = rng.choice("@@@@＠")
    return Value("email", f"{local}{at}{rng.choice(('qq.com', '163.com', 'gmail.com', 'foxmail.com', 'mail.sh.cn'))}")


def account(rng: Random) -> Value:
    """A 微信号: a letter, then 5 to 19 letters, digits, dashes."""
    start = rng.choice(("wx_", "Lily", "abc-", "laoWang_", "hao"))
    return Value("account", start + digits(rng, rng.randint(3, 8)))


def _of(kind: str, make: Callable[[Random], str]) -> Callable[[Random], Value]:
    return lambda rng: Value(kind, make(rng))


def _foreign_resident(rng: Random) -> str:
    return f"{rng.choice(('CAN', 'USA', 'JPN', 'DEU'))}31{digits(rng, 10)}"


PERSONAL: Mapping[str, Callable[[Random], Value]] = {
    "id_card": id_card, "id_card_typo": id_card_typo, "mobile": mobile, "landline": landline, "bank_card": bank_card,
    "passport": passport, "permit": permit, "house": house, "flat": flat, "name": name, "plate": plate,
    "email": email, "account": account,
    "taiwan_permit": _of("travel_permit", lambda rng: rng.choice("0123456789") + digits(rng, 7)),
    "foreign_resident": _of("document", _foreign_resident),
    "hong_kong": _of("document", lambda rng: f"{rng.choice('ABCDKRYZ')}{digits(rng, 6)}({rng.choice('0123456789A')})"),
    "military": _of("document", lambda rng: f"{rng.choice('南北沈海空')}字第{digits(rng, 8)}号"),
    "qq": _of("account", lambda rng: rng.choice("123456789") + digits(rng, rng.randint(6, 9))),
}  # fmt: skip
