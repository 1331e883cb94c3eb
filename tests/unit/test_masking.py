"""Personal data is masked in every form in which people write it."""

import pytest

from assistant.privacy.findings import Kind
from assistant.privacy.identity_numbers import has_check_digit, is_credit_code
from assistant.privacy.masking import find_personal, mask_personal

RIGHT = "31011319900101123X"  # nobody's: the check character was worked out by hand below
CARD = "6222021234567890128"


def kinds(text: str) -> list[Kind]:
    return [finding.kind for finding in find_personal(text)]


def test_the_check_character_is_that_of_the_standard() -> None:
    # GB 11643 gives 11010519491231002X and 440524188001010014 as its examples.
    assert has_check_digit("11010519491231002X") and has_check_digit("440524188001010014")
    assert not has_check_digit("110105194912310021")


@pytest.mark.parametrize(
    "written",
    [
        RIGHT, RIGHT.lower(), "31011319900101123×", "31011319900101123＊", "31011319900101123叉", "310113199001011 23 x",
        "310113 19900101 123X", "310113-1990-0101-123X", "310113，19900101，123X", "3 1 0 1 1 3 1 9 9 0 0 1 0 1 1 2 3 X",
        "３１０１１３１９９００１０１１２３Ｘ", "三一零一一三一九九零零一零一一二三叉", "叁壹零壹壹叁壹玖玖零零壹零壹壹贰叁X",
        "三幺洞幺幺三，幺勾勾洞，洞幺洞幺，幺二三叉", "③①⓪①①③19900101①23X",
        "\u200b".join(RIGHT), "310113\ufeff19900101\u2060123X", "3\u20e31\u20e30113199001011 23X", "310113\n19900101\n123X",
        "310113199001011234", "310113900101123", "310113 900101 123", "810000199001011233",
    ],
)  # fmt: skip
def test_an_identity_number_is_found_however_it_is_written(written: str) -> None:
    assert mask_personal(f"我想问一下{written}能办吗") == "我想问一下〔身份证号〕能办吗"


@pytest.mark.parametrize(
    "number", ["310113199013451234", "31011319900101123", "3101131990010112345", "99011319900101123"]
)
def test_a_mistyped_identity_number_is_masked_where_the_words_say_what_it_is(number: str) -> None:
    assert mask_personal(f"身份证号是{number}") == "身份证号是〔身份证号〕"


def test_a_word_further_off_tells_of_a_mistyped_number_too() -> None:
    assert mask_personal("身份证打错了，写成310113199013451234") == "身份证打错了，写成〔身份证号〕"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("身份证310113195801011234，3吨半", "身份证〔身份证号〕，3吨半"),
        ("卡号622202123456789012，3个月", "卡号〔银行卡号〕，3个月"),
        ("卡号622202123456789012 3个月", "卡号〔银行卡号〕 3个月"),
        ("电话56691234 3点", "电话〔电话号码〕 3点"),
        ("护照号123456789 3个月", "护照号〔护照号〕 3个月"),
    ],
)
def test_what_follows_a_number_is_not_drawn_in(text: str, masked: str) -> None:
    assert mask_personal(text) == masked


def test_numbers_glued_together_are_masked_together() -> None:
    assert mask_personal(f"{RIGHT}13812345678") == "〔身份证号〕〔手机号〕"
    assert mask_personal("310113199001011233" + "13812345678") == "〔身份证号〕"
    assert mask_personal("1381234567813912345678") == "〔手机号〕"


@pytest.mark.parametrize(
    "written",
    [
        "13812345678", "138 1234 5678", "138-1234-5678", "138.1234.5678", "1381234 5678", "1 3 8 1 2 3 4 5 6 7 8",
        "+8613812345678", "+86 138 1234 5678", "0086-13812345678", "8613812345678", "（+86）13812345678", "013812345678",
        "１３８１２３４５６７８", "一三八一二三四五六七八", "幺三八幺二三四五六拐八", "壹叁捌壹贰叁肆伍陆柒捌", "138的1234的5678",
        "138，1234，5678", "一三八，一二三四，五六七八", "138然后1234然后5678", "①③⑧12345678", "138\u200b1234\u200b5678",
        "1\ufe0f\u20e33\ufe0f\u20e38\ufe0f\u20e312345678", "138_1234_5678", "138OO1234O6", "I38123O5678",
        "138\n1234\n5678", "𝟏𝟑𝟖12345678",
    ],
)  # fmt: skip
def test_a_mobile_is_found_however_it_is_written(written: str) -> None:
    masked = mask_personal(f"打这个吧 {written} 谢谢")
    assert "〔手机号〕" in masked and not any(c.isdigit() for c in masked)


@pytest.mark.parametrize("listed", ["1、13812345678", "1.13812345678", "①13812345678", "（1）13812345678"])
def test_the_number_of_an_item_does_not_hide_a_mobile(listed: str) -> None:
    assert mask_personal(listed).endswith("〔手机号〕")


@pytest.mark.parametrize(
    "written",
    ["021-56691234", "02156691234", "(021)56691234", "（021）5669 1234", "021 5669-1234", "0512-66889900", "05586789012",
     "０２１－５６６９１２３４", "021-56691234转801", "零二一五六六九一二三四"],
)  # fmt: skip
def test_a_landline_with_its_area_code_is_masked(written: str) -> None:
    masked = mask_personal(f"家里{written}，白天有人")
    assert "〔电话号码〕" in masked and not any(c.isdigit() for c in masked)


@pytest.mark.parametrize("number", ["56691234", "1381234567", "138123456789", "5669 1234"])
def test_what_is_said_to_be_a_telephone_is_masked_though_its_length_is_wrong(number: str) -> None:
    assert number not in mask_personal(f"我的电话是{number}，请回电")


@pytest.mark.parametrize(
    "written",
    [CARD, "6222 0212 3456 7890 128", "6222-0212-3456-7890-128", "622202 1234567890128", "４１１１１１１１１１１１１１１１",
     "4111 1111 1111 1111", "5500-0000-0000-0004", "378282246310005", "六二二二零二一二三四五六七八九零一二八",
     "六二二二，零二一二，三四五六，七八九零，一二八", "6222\u200b0212\u200b3456\u200b7890\u200b128"],
)  # fmt: skip
def test_a_bank_card_is_found_by_its_check_digit(written: str) -> None:
    assert mask_personal(f"打到{written}里") == "打到〔银行卡号〕里"


def test_a_mistyped_bank_card_is_masked_where_the_words_say_so() -> None:
    assert mask_personal("银行卡号6222021234567890129") == "银行卡号〔银行卡号〕"
    assert mask_personal("卡号：6222 0212 3456 7890") == "卡号：〔银行卡号〕"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("E12345678", Kind.PASSPORT), ("EA1234567", Kind.PASSPORT), ("g12345678", Kind.PASSPORT), ("D1234567", Kind.PASSPORT),
        ("SE1234567", Kind.PASSPORT), ("P1234567", Kind.PASSPORT), ("Ｅ１２３４５６７８", Kind.PASSPORT), ("E 1234 5678", Kind.PASSPORT),
        ("护照号：123456789", Kind.PASSPORT), ("C12345678", Kind.TRAVEL_PERMIT), ("CA1234567", Kind.TRAVEL_PERMIT),
        ("H1234567800", Kind.TRAVEL_PERMIT), ("台胞证12345678", Kind.TRAVEL_PERMIT), ("A123456(7)", Kind.DOCUMENT),
        ("A123456789", Kind.DOCUMENT), ("USA310075010101", Kind.DOCUMENT), ("南字第12345678号", Kind.DOCUMENT),
        ("社保卡号A12345678", Kind.DOCUMENT), ("沪A12345", Kind.PLATE), ("沪AD12345", Kind.PLATE), ("沪A·1B345", Kind.PLATE),
        ("苏e2g81c", Kind.PLATE), ("沪A一二三四五", Kind.PLATE), ("zhang.san@qq.com", Kind.EMAIL), ("li＠163．com", Kind.EMAIL),
        ("wang#qq.com", Kind.EMAIL), ("微信号zhangsan_88", Kind.ACCOUNT), ("VX：abc12345", Kind.ACCOUNT), ("QQ 12345678", Kind.ACCOUNT),
    ],
)  # fmt: skip
def test_other_documents_and_accounts_are_known_by_their_kind(text: str, kind: Kind) -> None:
    assert kinds(f"这个 {text} 可以吗") == [kind]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("友谊路123弄4号501室", "友谊路〔门牌号〕"),
        ("宝山区友谊路１２３号", "宝山区友谊路〔门牌号〕"),
        ("友谊路一百二十三弄四号五零一室", "友谊路〔门牌号〕"),
        ("牡丹江路 1234 弄 56 号 2 楼 201，谢谢", "牡丹江路 〔门牌号〕，谢谢"),
        ("大华新村45号302室", "大华新村〔门牌号〕"),
        ("永乐小区3号楼2单元501", "永乐小区〔门牌号〕"),
        ("住在张士村12组34号", "住在张士村〔门牌号〕"),
    ],
)
def test_an_address_keeps_its_road_and_loses_its_number(text: str, masked: str) -> None:
    assert mask_personal(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我叫张三，想办居住证", "我叫〔姓名〕，想办居住证"),
        ("姓名：李四 男", "姓名：〔姓名〕 男"),
        ("我叫欧阳娜娜想问", "我叫〔姓名〕想问"),
        ("我老婆叫陈小红今年30岁", "我老婆叫〔姓名〕今年30岁"),
        ("姓名：阿卜杜·热合曼", "姓名：〔姓名〕"),
    ],
)
def test_a_name_is_masked_behind_a_clear_cue(text: str, masked: str) -> None:
    assert mask_personal(text) == masked


def test_a_finding_speaks_of_the_text_as_it_was_given() -> None:
    text = "ﬃ电话１３８\u200b１２３４５６７８。"
    (finding,) = find_personal(text)
    assert text[finding.start : finding.end] == "１３８\u200b１２３４５６７８"


def test_every_kind_has_a_token_that_is_itself_left_alone() -> None:
    tokens = "".join(kind.token for kind in Kind)
    assert len({kind.token for kind in Kind}) == len(Kind)
    assert mask_personal(tokens) == tokens


def test_a_credit_code_is_told_by_its_check_character() -> None:
    # GB 32100 gives this code as its example.
    assert is_credit_code("91350100M000100Y43") and not is_credit_code("91350100M000100Y44")
