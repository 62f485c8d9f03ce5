"""The run: every resource of a stack is judged once, a batch at a time, cloud after cloud."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, cast

from labelwright.drift.compare import compare
from labelwright.drift.declared import Declared, declared
from labelwright.drift.reader import Reader, UnreachableError
from labelwright.drift.verdict import Judged
from labelwright.placement import NO_ADDITIONS, Additions, cloud_of
from labelwright.placement.additions import PACKAGE_OF
from labelwright.tokens import PROVIDER
from labelwright.vocabulary import Cloud

CLOUD_OF: Mapping[str, Cloud] = {package: cloud for cloud, package in PACKAGE_OF.items()}
"""Package -> the cloud that its resources stand in. Each has a module of its name here, and an extra with its SDK."""


def of_clouds(
    resources: Iterable[Mapping[str, Any]], clouds: Collection[Cloud], additions: Additions = NO_ADDITIONS
) -> list[Mapping[str, Any]]:
    """The resources of a state that stand in one of `clouds`, and the providers that made them.

    Those that stand in none of the clouds that can be asked are there too where all are: it is to be said of them.
    """
    every = set(clouds) == set(Cloud)

    def is_asked(kind: str) -> bool:
        cloud = CLOUD_OF.get(cloud_of(kind, additions))
        return every if cloud is None else cloud in clouds

    return [one for one in resources if one["type"].startswith(PROVIDER) or is_asked(one["type"])]


def judge(
    resources: Iterable[Mapping[str, Any]],
    known: Collection[str] = (),
    readers: Mapping[Cloud, Reader] | None = None,
    additions: Additions = NO_ADDITIONS,
) -> Iterator[list[Judged]]:
    """Judge what is not `known` (URNs) yet, and give each batch away as it is done.

    A cloud is asked only where the stack has something in it. `additions` are types that stack config declares. Raises
    UnreachableError where a cloud cannot be asked.
    """
    waiting: dict[Cloud, list[Declared]] = {}
    unlisted: list[Judged] = []
    for one in declared(resources, additions):
        if one.urn in known:
            continue
        if isinstance(one, Judged):
            unlisted.append(one)
        else:
            waiting.setdefault(CLOUD_OF[one.package], []).append(one)
    if unlisted:
        yield unlisted
    for cloud, ones in waiting.items():
        reader = (readers or {}).get(cloud) or _reader(cloud)
        for start in range(0, len(ones), reader.at_once):
            yield _batch(reader, ones[start : start + reader.at_once])


def _batch(reader: Reader, ones: Sequence[Declared]) -> list[Judged]:
    return [compare(one, carried) for one, carried in zip(ones, reader.read(ones), strict=True)]


def _reader(cloud: Cloud) -> Reader:
    """The reader of a cloud, whose SDK is imported only now."""
    try:
        return cast("Reader", import_module(f"labelwright.drift.{cloud}").reader())
    except ModuleNotFoundError as error:
        remedy = f"Install it: pip install 'labelwright[{cloud}]', or leave it out with --provider"
        raise UnreachableError(f"{cloud}: its SDK is not there ({error}). {remedy}.") from error
