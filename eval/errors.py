"""What can go wrong in an evaluation; seen by the operator who started it."""

from pathlib import Path


class EvalError(Exception):
    """Base of every error here. `code` is stable and `str(error)` is Chinese, fit to show to an operator."""

    code = "eval_error"


class BadCases(EvalError):
    """A file of cases that cannot be read as such; names the file and the line."""

    code = "bad_cases"

    def __init__(self, path: Path, line: int | None, problem: str) -> None:
        where = f"{path} 第 {line} 行" if line else str(path)
        super().__init__(f"{where}：{problem}")


class UnknownSet(EvalError):
    """Neither the name of a set nor a file of cases."""

    code = "unknown_set"

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(f"没有叫“{name}”的评测集，也没有这个文件；可用的有 {'、'.join(known)}，或者一个 .jsonl 文件")


class NoData(EvalError):
    """A named set whose files are not here."""

    code = "no_data"

    def __init__(self, name: str, wanted: str) -> None:
        super().__init__(f"评测集“{name}”没有数据：缺少 {wanted}")


class NoRun(EvalError):
    """A folder that holds no finished evaluation."""

    code = "no_run"

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} 里没有评测结果（要有 config.json、cases.jsonl 和 metrics.json）")


class NotComparable(EvalError):
    """Two runs that share no case."""

    code = "not_comparable"

    def __init__(self, a: str, b: str) -> None:
        super().__init__(f"{a} 和 {b} 没有相同编号的题，不能比较")
