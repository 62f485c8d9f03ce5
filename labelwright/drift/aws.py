"""What AWS carries: a hundred resources at once from the Resource Groups Tagging API, the others from their services.

The Tagging API leaves out what has no tags (any more) and a few types, and lags a little behind. So whatever it does
not list, or lists with other tags than declared, is asked for again at the service that has it.
Source: https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

import jmespath  # pyright: ignore[reportMissingTypeStubs]  # it has no types of its own
from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]  # the same
    ClientError,
    ConnectTimeoutError,
    ParamValidationError,
    ReadTimeoutError,
)
from botocore.parsers import ResponseParserError  # pyright: ignore[reportMissingTypeStubs]  # the same

from labelwright.drift.aws_access import AwsAccess, Site, code_of, needs_credentials
from labelwright.drift.aws_lookups import NESTED, Lookup, lookup_of
from labelwright.drift.compare import GONE, Carried, compare, unread
from labelwright.drift.declared import Declared
from labelwright.drift.document import NOT_THERE, pattern_of
from labelwright.drift.verdict import Standing

ROOT = "tags"
AT_ONCE = 100
"""As many ARNs as one call of the Tagging API takes."""
GLOBAL_REGION = "us-east-1"
"""Where AWS answers for services that have no regions."""

_ABSENT = ("NoSuch", "NotFound", "DoesNotExist", "NonExistent")
_UNTAGGED = ("NoSuchTagSet",)
_ELEMENT = re.compile(r"\[([^\]]*)\]")


class _NotFoundError(Exception):
    """AWS has no such thing."""


class _UntoldError(Exception):
    """Why AWS does not tell what stands in a place."""


class AwsReader:
    """Asks AWS, with the credentials of the surroundings, and with reading operations only."""

    at_once = AT_ONCE

    def __init__(self) -> None:
        self._access = AwsAccess()
        self._refusals: dict[Site, str] = {}
        """Where the Tagging API may not be asked, and what it says."""

    def read(self, batch: Sequence[Declared]) -> Iterator[Carried]:
        """What each of them carries."""
        with needs_credentials():
            listed = self._listed(batch)
            for one in batch:
                yield self._carried(one, listed.get(_arn(one)))

    def _listed(self, batch: Sequence[Declared]) -> dict[str, dict[str, str]]:
        """ARN -> tags, of those that the Tagging API lists."""
        asked: dict[Site, list[str]] = {}
        for one in batch:
            arn, row = _arn(one), lookup_of(one.type, _arn(one))
            if arn and (row is None or row.is_listed) and self._why_elsewhere(one) is None:
                asked.setdefault(_site(one), []).append(arn)
        found: dict[str, dict[str, str]] = {}
        for site, arns in asked.items():
            for start in range(0, len(arns), AT_ONCE):
                found |= self._page(site, arns[start : start + AT_ONCE])
        return found

    def _page(self, site: Site, arns: Sequence[str]) -> dict[str, dict[str, str]]:
        """One call of the Tagging API; nothing where it may not be asked, since services are then asked one by one."""
        pages = self._access.client(site, "resourcegroupstaggingapi").get_paginator("get_resources")
        try:
            found = [one for page in pages.paginate(ResourceARNList=arns) for one in page["ResourceTagMappingList"]]
        except ClientError as error:
            self._refusals[site] = code_of(error)
            return {}
        return {one["ResourceARN"]: _tags(one["Tags"]) for one in found}

    def _carried(self, one: Declared, listed: Mapping[str, str] | None) -> Carried:
        """What one resource carries in each of its places."""
        elsewhere = self._why_elsewhere(one)
        if elsewhere is not None:
            return unread(elsewhere)
        answers: dict[str, Any] = {}
        places: dict[str, Mapping[str, str]] = {}
        unchecked: dict[str, str] = {}
        for placed in one.places:
            try:
                if placed.path == ROOT:
                    places[ROOT] = self._root(one, listed, answers)
                else:
                    places[placed.path] = self._nested(one, placed.path, answers, has_root=ROOT in places)
            except _NotFoundError:
                return GONE
            except _UntoldError as error:
                unchecked[placed.path] = str(error)
        return Carried(places, unchecked)

    def _root(self, one: Declared, listed: Mapping[str, str] | None, answers: dict[str, Any]) -> Mapping[str, str]:
        """The tags of the resource itself. Raises _UntoldError with the reason where they cannot be known."""
        row = lookup_of(one.type, _arn(one))
        if listed is not None and (row is None or _is_as_declared(one, listed)):
            return listed
        if row is not None:
            return self._looked_up(one, row, answers)
        if not _arn(one):
            raise _UntoldError("its state has no ARN by which AWS could be asked")
        if _site(one) in self._refusals:
            raise _UntoldError(f"the Tagging API: {self._refusals[_site(one)]}")
        if all(not placed.labels for placed in one.places if placed.path == ROOT):
            return {}
        raise _UntoldError("AWS's Tagging API does not list it: it is gone, has no tags at all, or is not of that API")

    def _nested(self, one: Declared, path: str, answers: dict[str, Any], *, has_root: bool) -> Mapping[str, str]:
        """The tags in a place within the resource. `has_root`: it was told of itself, perhaps by a list that lags."""
        row = NESTED.get(one.type, {}).get(pattern_of(path))
        if row is None:
            raise _UntoldError("AWS does not tell what stands there")
        element = _ELEMENT.search(path)
        try:
            return self._looked_up(one, row, answers, element[1] if element else "")
        except _NotFoundError:
            own = lookup_of(one.type, _arn(one))
            if has_root and own is not None:
                self._looked_up(one, own, answers)
            raise _UntoldError(NOT_THERE) from None

    def _looked_up(self, one: Declared, row: Lookup, answers: dict[str, Any], element: str = "") -> Mapping[str, str]:
        """What a service says of one resource. `answers` keeps what it said already, by question."""
        named = element.replace("\\", "\\\\").replace("'", "\\'")
        known = {**one.state, "arn": _arn(one), "part": re.split("[/:]", _arn(one))[-1]}
        given = _search(row.given.replace("ELEMENT", named), known)
        question = json.dumps([row.service, row.operation, given])
        if question not in answers:
            answers[question] = self._answer(_site(one), row, given)
        found = _search(row.found.replace("ELEMENT", named), answers[question])
        if found is None:
            raise _NotFoundError
        return _tags(_search(row.tags.replace("ELEMENT", named), found) or [])

    def _answer(self, site: Site, row: Lookup, given: Mapping[str, Any]) -> Any:
        """What AWS answers, {} for what has no tags. Raises _NotFoundError, and _UntoldError for anything else."""
        try:
            return getattr(self._access.client(site, row.service), row.operation)(**given)
        except ClientError as error:
            code = code_of(error)
            if code in _UNTAGGED:
                return {}
            if any(part in code for part in _ABSENT):
                raise _NotFoundError from error
            raise _UntoldError(f"{row.service} {row.operation}: {code}") from error
        except ParamValidationError as error:
            raise _UntoldError(f"its state does not have what {row.service} {row.operation} asks for") from error
        except (ConnectTimeoutError, ReadTimeoutError, ResponseParserError) as error:
            raise _UntoldError(f"{row.service} {row.operation}: no answer ({type(error).__name__})") from error

    def _why_elsewhere(self, one: Declared) -> str | None:
        """Why these credentials cannot know of a resource: it is of another account, where it would seem gone."""
        account = _arn(one).split(":")[4] if _arn(one) else ""
        if not account.isdigit():
            return None
        own = self._access.account(_site(one))
        return None if account == own else f"it is of account {account}, and the credentials are of {own}"


def reader() -> AwsReader:
    """The reader of AWS."""
    return AwsReader()


def _arn(one: Declared) -> str:
    """The resource's ARN; some types have it for their id."""
    arn = one.text("arn") or one.text("id")
    return arn if arn.startswith("arn:") and arn.count(":") >= 5 else ""  # noqa: PLR2004 - arn:P:SERVICE:R:ACCOUNT:REST


def _site(one: Declared) -> Site:
    """Where a resource is asked for: its ARN says the region, or its state does, or its provider."""
    profile, region = one.provider.get("profile"), one.provider.get("region")
    arn = _arn(one)
    named = (arn.split(":")[3] if arn else "") or one.text("bucketRegion") or one.text("region")
    if arn and not arn.split(":")[3] and arn.split(":")[2] != "s3":
        named = GLOBAL_REGION if arn.split(":")[1] == "aws" else named
    fallback = region if isinstance(region, str) else GLOBAL_REGION
    return Site(profile if isinstance(profile, str) else "", named or fallback)


def _is_as_declared(one: Declared, listed: Mapping[str, str]) -> bool:
    """Whether the Tagging API says what the stack says, so that nobody else needs to be asked."""
    only_root = Carried({ROOT: listed})
    judged = compare(one, only_root)
    return judged.standing is not Standing.DRIFTED


def _search(expression: str, value: object) -> Any:
    return cast("Callable[[str, object], Any]", jmespath.search)(expression, value)  # pyright: ignore[reportUnknownMemberType]  # untyped


def _tags(found: Any) -> dict[str, str]:
    """Tags in any of AWS's forms: a map, or a list of keys and values, however these are called."""
    if isinstance(found, Mapping):
        return dict(cast("Mapping[str, str]", found))
    pairs = cast("list[dict[str, str]]", found)
    return {str(_first(one, "Key", "key", "TagKey")): str(_first(one, "Value", "value", "TagValue")) for one in pairs}


def _first(one: Mapping[str, str], *names: str) -> str:
    return next((one[name] for name in names if name in one), "")
