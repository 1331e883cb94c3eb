"""Numbers that look personal and are not: amounts, dates, codes, case and order numbers, service lines."""

from collections.abc import Callable, Mapping
from random import Random

from eval.pii_values import digits

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: no I, O, S, V, Z
HOTLINES = ("12345", "110", "120", "119", "114", "12333", "12366", "12315", "12378", "12328", "12393", "12329", "962288",
            "96288", "95598", "95588", "10086", "10000", "12123", "12367", "962777")  # fmt: skip


def credit_code(rng: Random) -> str:
    """统一社会信用代码 with its check character; now and then all digits but the last."""
    alphabet = CREDIT_ALPHABET[:10] if rng.random() < 0.3 else CREDIT_ALPHABET
    organisation = "".join(rng.choice(alphabet) for _ in range(9))
    body = rng.choice(("91", "92", "52", "12", "11")) + rng.choice(("310113", "310000", "110105")) + organisation
    total = sum(CREDIT_ALPHABET.index(c) * 3**i for i, c in enumerate(body))
    return body + CREDIT_ALPHABET[(31 - total % 31) % 31]


def amount(rng: Random) -> str:
    """3000, 8,000, 120.50."""
    value = rng.choice((300, 600, 2690, 3000, 7384, 8000, 36921, 150000))
    return rng.choice((str(value), f"{value:,}", f"{value + rng.randint(0, 99)}", f"{value}.{rng.randint(10, 99)}"))


def big_amount(rng: Random) -> str:
    """Nine to fourteen digits, with commas or without."""
    value = rng.randint(10**8, 10**13)
    return rng.choice((f"{value:,}", str(value)))


def date(rng: Random) -> str:
    """In the ways of forms and of speech."""
    y, m, d = rng.randint(1996, 2027), rng.randint(1, 12), rng.randint(1, 28)
    return rng.choice(
        (f"{y}年{m}月{d}日", f"{y}-{m:02d}-{d:02d}", f"{y}{m:02d}{d:02d}", f"{y}.{m}.{d}", f"{y}/{m:02d}/{d:02d}")
    )


def dated_serial(rng: Random) -> str:
    """A day and a running number, 14 to 20 digits."""
    day = f"{rng.randint(2019, 2026)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    return day + digits(rng, rng.randint(6, 12))


def item_code(rng: Random) -> str:
    """Codes of government matters: digits with letters among them."""
    unit = f"11310113{rng.choice(('MB2F30', '002457', '425132'))}{digits(rng, 2)}{rng.choice('0123456789XKD')}"
    return f"{unit}{rng.choice('34')}{digits(rng, 12)}" if rng.random() < 0.5 else f"{unit}D4{digits(rng, 11)}"


def document_number(rng: Random) -> str:
    """文号."""
    year = rng.randint(2015, 2026)
    office = rng.choice(("沪府规", "宝府办", "沪人社规", "国发", "宝市监"))
    return (
        f"{office}〔{year}〕{rng.randint(1, 180)}号"
        if rng.random() < 0.7
        else f"{office}[{year}]{rng.randint(1, 180)}号"
    )


def case_number(rng: Random) -> str:
    """案号 of a court."""
    return f"（{rng.randint(2018, 2026)}）沪0113{rng.choice(('民初', '行初', '执'))}{rng.randint(1, 29999)}号"


def time(rng: Random) -> str:
    """09:30."""
    return f"{rng.randint(8, 17):02d}:{rng.choice(('00', '30', '45'))}"


LOOKALIKES: Mapping[str, Callable[[Random], str]] = {
    "amount": amount, "big_amount": big_amount, "date": date, "dated_serial": dated_serial, "item_code": item_code,
    "document_number": document_number, "case_number": case_number, "time": time, "credit_code": credit_code,
    "weight": lambda rng: str(rng.choice((1800, 3500, 4490, 4500, 12000, 31000))),
    "days": lambda rng: str(rng.choice((3, 5, 15, 20, 30, 60))),
    "year": lambda rng: str(rng.randint(1949, 2027)),
    "month": lambda rng: str(rng.randint(1, 12)),
    "small": lambda rng: str(rng.randint(1, 28)),
    "area": lambda rng: rng.choice(("66", "100", "120.5", "1500", "380")),
    "serial": lambda rng: digits(rng, rng.choice((10, 11, 12, 13, 15, 16, 18, 19, 20))),
    "long_serial": lambda rng: f"42000{digits(rng, 5)}{rng.randint(2019, 2026)}{digits(rng, 14)}",
    "tracking": lambda rng: f"{rng.choice(('SF', 'YT', 'JD', 'EMS', 'ZTO'))}{digits(rng, 13)}",
    "hotline": lambda rng: rng.choice(HOTLINES),
    "service_line": lambda rng: f"{rng.choice(('400', '800'))}{rng.choice(('-', '', ' '))}{digits(rng, 3)}{rng.choice(('-', ''))}{digits(rng, 4)}",
    "fraction": lambda rng: digits(rng, rng.choice((4, 6, 8, 10))),
    "ip": lambda rng: f"139.{rng.randint(100, 255)}.{rng.randint(100, 255)}.{rng.randint(10, 99)}",
    "version": lambda rng: f"{rng.randint(1, 9)}.{rng.randint(0, 20)}.{rng.randint(0, 300)}",
    "isbn": lambda rng: f"9787{digits(rng, 9)}",
    "standard": lambda rng: f"{rng.randint(1000, 40000)}-{rng.randint(1999, 2025)}",
    "train": lambda rng: str(rng.randint(1, 9999)),
    "model": lambda rng: f"{rng.choice(('XK', 'B', 'QJ-', 'ZN'))}{digits(rng, rng.choice((3, 4, 5)))}",
    "six": lambda rng: digits(rng, 6),
}  # fmt: skip
