"""Searches and runs of every shape: few texts, each of them awkward somewhere, so that many of them meet."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import strategies as st

from labelwright.runs.run import Run, RunLabel
from labelwright.search import Field, FieldTerm, LabelTerm, Pattern, Query, Searched, TimeTerm
from labelwright.vocabulary import Platform, Status

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LETTERS = "aAb*?[]^-%_\\'\",=:; é\u0301\u2028\u201c\ud7ff\ue000\U0010ffff"
"""What means something to GLOB, LIKE, SQL, URLs or this language; letters at the ends of ranges of code points."""
TEXTS = (
    *("", "a", "A", "ab", "aB", "abc", "b", "aa", "a*", "*", "a?", "a[b]", "[", "a%", "%", "_", "a_", "\\", "a\\b"),
    *("'", "''", '"', "a b", " ", "a,b", "a=b", "a:b", "-a", "é", "e\u0301", "a\U0010ffff", "\U0010ffff", "a\ud7ff"),
    *("a\ue000", "\u201ca\u201d", "' OR 1=1 --", "a;DROP TABLE runs", "/*", "*/", "%27", "\u02bc", "$$", "a\u2028b"),
)
_FREE = (
    Field.ENVIRONMENT,
    Field.PIPELINE,
    Field.ACTION,
    Field.STACK,
    Field.PROJECT,
    Field.USER,
    Field.NAME,
    Field.TYPE,
)

texts: st.SearchStrategy[str] = st.sampled_from(TEXTS) | st.text(LETTERS, max_size=4)


def _pattern(parts: list[str]) -> Pattern:
    """Parts as the language has them: two wildcards that meet are one."""
    first, *rest = parts
    return Pattern((first, *filter(None, rest[:-1]), rest[-1])) if rest else Pattern((first,))


patterns: st.SearchStrategy[Pattern] = st.lists(texts, min_size=1, max_size=4).map(_pattern)


def _known(names: type[Status] | type[Platform]) -> st.SearchStrategy[Pattern]:
    """Patterns that one of the names fits."""
    begun = st.sampled_from(list(names)).flatmap(
        lambda name: st.integers(0, len(name)).map(lambda length: Pattern((name[:length], "")))
    )
    return st.sampled_from(list(names)).map(lambda name: Pattern.exact(str(name))) | begun


def several(values: st.SearchStrategy[Pattern], fewest: int = 1) -> st.SearchStrategy[tuple[Pattern, ...]]:
    """A few values."""
    return st.lists(values, min_size=fewest, max_size=3).map(tuple)


label_terms = st.builds(LabelTerm, patterns, several(patterns, 0), st.booleans())
field_terms = st.one_of(
    st.builds(FieldTerm, st.sampled_from(_FREE), several(patterns), st.booleans()),
    st.builds(
        FieldTerm,
        st.just(Field.RUN),
        several(patterns | st.integers(0, 300).map(lambda n: Pattern.exact(f"run-{n}"))),
        st.booleans(),
    ),
    st.builds(FieldTerm, st.just(Field.STATUS), several(_known(Status)), st.booleans()),
    st.builds(FieldTerm, st.just(Field.PLATFORM), several(_known(Platform)), st.booleans()),
)
time_terms = st.builds(TimeTerm, st.booleans(), st.datetimes(timezones=st.just(UTC)))
near_times = st.builds(TimeTerm, st.booleans(), st.integers(0, 300).map(lambda n: NOW - timedelta(minutes=n)))

queries = st.builds(Query, st.lists(label_terms | field_terms | time_terms, max_size=5).map(tuple))
near_queries = st.builds(Query, st.lists(label_terms | field_terms | near_times, max_size=4).map(tuple))


def population(count: int = 250) -> list[Run]:
    """Runs whose labels and fields are of the same texts, two a minute, the newest first by number."""
    random = Random(7)  # noqa: S311 - the same runs every time
    return [_run(number, random, random.choice) for number in range(count)]


def _run(number: int, random: Random, choice: Callable[[tuple[str, ...]], str]) -> Run:
    """One of them."""
    keys = random.sample(TEXTS[1:], k=random.randrange(6))
    return Run(
        project=choice(("lab", "a", "é")),
        stack=choice(("dev", "a_", "A")),
        id=f"run-{number}",
        environment=choice(TEXTS),
        platform=random.choice(list(Platform)),
        launched=NOW - timedelta(minutes=number // 2),
        pipeline=choice(TEXTS),
        action=choice(TEXTS),
        name=choice(TEXTS),
        user=choice(TEXTS),
        status=random.choice(list(Status)),
        labels=tuple(RunLabel(key, choice(TEXTS)) for key in keys),
    )


def searched(run: Run) -> Searched:
    """A run as the reference looks at it."""
    fields = {
        Field.STATUS: str(run.status),
        Field.PLATFORM: str(run.platform),
        Field.ENVIRONMENT: run.environment,
        Field.PIPELINE: run.pipeline,
        Field.ACTION: run.action,
        Field.STACK: run.stack,
        Field.PROJECT: run.project,
        Field.USER: run.user,
        Field.RUN: run.id,
        Field.NAME: run.name,
    }
    return Searched([(label.key, label.value) for label in run.labels], fields, run.launched)
