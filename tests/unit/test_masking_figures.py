"""The evaluation of masking: its generator is steady, its judging strict, and the figures of the issue are reached."""

import re
from collections import Counter

from assistant.privacy.findings import Finding, Kind
from eval import pii
from eval.pii import lookalike_texts, personal_texts, run

N = 2000


def test_the_same_seed_writes_the_same_texts_and_another_seed_others() -> None:
    assert personal_texts(1, 50) == personal_texts(1, 50) != personal_texts(2, 50)


def test_labels_stand_on_what_was_written() -> None:
    for written in personal_texts(3, 500):
        assert written.labels
        for label in written.labels:
            assert written.text[label.start : label.end].strip()
    assert not any(written.labels for written in lookalike_texts(3, 500))


def test_there_are_sixty_templates_and_every_kind_among_them() -> None:
    shapes = {re.sub(r"[\W\d]+", "", written.text)[:4] for written in personal_texts(5, N)}
    kinds = Counter(label.kind for written in personal_texts(5, N) for label in written.labels)
    assert len(shapes) >= 60
    assert set(kinds) == {str(kind) for kind in Kind}


def test_the_figures_of_the_issue_are_reached() -> None:
    figures = run(n=N)
    assert figures["id_card_recall"]["value"] == 1.0
    assert figures["mobile_recall"]["value"] >= 0.999 and figures["bank_card_recall"]["value"] >= 0.999
    assert figures["precision"]["value"] >= 0.995
    assert figures["precision"]["low"] <= figures["precision"]["value"] <= figures["precision"]["high"]


def test_a_masker_that_finds_nothing_has_no_recall() -> None:
    figures = run(mask=lambda text: (), n=200)
    assert figures["id_card_recall"]["value"] == 0.0 and figures["precision"]["n"] == 0


def test_a_masker_that_masks_everything_has_no_precision() -> None:
    figures = run(mask=lambda text: (Finding(Kind.ID_CARD, 0, len(text)),), n=200)
    assert figures["id_card_recall"]["value"] == 1.0
    assert figures["precision"]["value"] < 0.5 and figures["false_positive_texts"]["value"] == 1.0


def test_half_a_number_masked_is_not_found() -> None:
    def half(text: str) -> tuple[Finding, ...]:
        return tuple(Finding(Kind.MOBILE, m.start(), m.start() + 5) for m in re.finditer(r"(?<!\d)1\d{10}(?!\d)", text))

    assert pii.run(mask=half, n=400)["mobile_recall"]["value"] == 0.0
