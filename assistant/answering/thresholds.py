"""The numbers that decide what is answered, asked back or refused; fitted on development questions only."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Weights:
    """Of each signal in a candidate's score (docs/evaluation.md says how they were fitted)."""

    near: float = 89.0  # mean cosine of the nearest stored questions, above `ordinary`
    ordinary: float = 0.86
    worded: float = 1.8
    fused: float = 4.25
    share: float = 1.8
    mentioned: float = 1.2
    named: float = 3.0  # by its official name, word for word


@dataclass(frozen=True, slots=True)
class Confidence:
    """Log-odds that the best candidate answers rather than resembles: a score alone cannot tell near misses."""

    score: float = 0.528
    share: float = 3.08  # of the question's rare bigrams that stand anywhere in the entry
    mentioned: float = 0.67
    named: float = 6.0  # the matter's official name stands in the question, word for word
    outside: float = -2.92  # a word names something that is not collected
    length: float = 1.71  # of ln(bigrams): a short question says little that could be missing
    nearest: float = 12.2  # of the nearest stored question's cosine above `ordinary`
    dense: float = 24.1  # of the best passage's cosine above `ordinary_passage`
    ordinary: float = 0.9
    ordinary_passage: float = 0.875
    found_nowhere: float = -0.6  # in place of `dense`, when no passage is among the nearest
    words_only: float = 3.8  # there is no model: what nearness would have said is not held against the entry
    mentioned_alone: float = 2.5  # besides, where a word of the lexicon names the matter
    refused: float = -210.0  # of how far an example of another topic is nearer than the nearest stored question
    answered: float = 1.16  # of the log-odds that the wording is of what is answered here
    constant: float = -11.46


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The first group is of a candidate's confidence (log-odds) or score, the second of `quote_evidence`."""

    sure: float = -0.5  # confidence from which the best candidate answers; 5 % of what is answerable lies below
    related: float = 6.5  # score from which a candidate is offered beside a refusal
    settles: float = 2.0  # confidence at which the rest of a question decides an ambiguous word, when also `ahead`
    more_by_words: float = 1.5  # added to `settles` where there is no model
    ahead: float = 2.0
    close: float = 1.6  # the next candidate is this near in score: both are answered, each under its name
    together: float = 2.5  # named matters this near the best in score are asked about together
    weights: Weights = field(default_factory=Weights)
    confidence: Confidence = field(default_factory=Confidence)

    quote: float = 0.9  # from here on a passage is quoted as the answer
    quote_national: float = 2.0  # national statutes speak of everything in principle, so more must speak for one
    expired_coverage: float = 0.5
