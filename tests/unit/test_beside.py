"""Two entries equally near: both are said under their names, and each keeps its own source."""

from assistant.answering.answer import Citation, Status
from assistant.answering.compose.beside import beside
from assistant.answering.compose.draft import Detail, Draft


def draft(entry_id: str, line: str, detail: str) -> Draft:
    cited = Citation(1, entry_id, 1, "guide", entry_id, "收费", line, "来源")
    return Draft(Status.ANSWERED_FULL, (f"{line}。[1]",), (Detail("收费", (f"{detail}[1]",)),), (cited,), (entry_id,))


def test_each_line_names_its_entry_and_cites_its_own_source() -> None:
    both = beside("甲证", draft("a", "不收费", "不收费"), "乙证", draft("b", "收5元", "收5元"))
    assert both.lead == ("**甲证**：不收费。[1]", "**乙证**：收5元。[2]")
    assert [(c.n, c.entry_id) for c in both.citations] == [(1, "a"), (2, "b")]
    assert both.details[-1] == Detail("乙证：收费", ("收5元[2]",))
    assert both.matters == ("a", "b")


def test_nothing_is_said_twice_of_one_entry() -> None:
    alone = draft("a", "不收费", "不收费")
    assert beside("甲证", alone, "甲证", draft("a", "不收费", "不收费")) is alone
