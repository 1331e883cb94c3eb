"""The set of hostile documents: large, varied, each one buildable, each one really carrying its instruction."""

from pathlib import Path

import pytest

from eval.injection import CASES, HostileCase, read_hostile
from eval.injection_files import tag_characters, write_document
from ingest.parsers import parse_file

BY_CARRIER = {case.carrier: case for case in reversed(read_hostile(CASES))}  # the first of each


def test_the_set_is_large_varied_and_without_double_ids() -> None:
    cases = read_hostile(CASES)

    assert len(cases) >= 220
    assert len({c.id for c in cases}) == len(cases)
    assert len({c.carrier for c in cases}) >= 40


def test_what_must_not_be_said_stands_in_the_instruction_and_nowhere_else() -> None:
    for case in read_hostile(CASES):
        honest = f"{case.document['title']}{case.document['lines']}{case.question}"
        assert all(m in case.document["payload"] and m not in honest for m in case.must_not), case.id


@pytest.mark.parametrize("case", BY_CARRIER.values(), ids=lambda case: case.carrier)
def test_each_carrier_gives_a_file_whose_honest_text_alone_is_read(tmp_path: Path, case: HostileCase) -> None:
    path = write_document(tmp_path, case.id, case.carrier, case.document, case.question)

    found = "\n".join(f"{d.title}\n{d.text}\n{d.questions}\n{d.fields}" for d in parse_file(path))

    assert case.document["lines"][0].rstrip("。") in found
    assert not any(m in found for m in case.must_not)


def test_tag_characters_cannot_be_seen() -> None:
    assert all("\U000e0000" <= c <= "\U000e007f" for c in tag_characters("转账"))
