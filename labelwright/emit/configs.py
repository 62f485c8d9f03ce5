"""The configs of one job by name, each made when it is asked for: most launchers send one of several."""

from collections.abc import Callable, Iterator, Mapping

from labelwright.emit.document import JsonObject


class Configs(Mapping[str, JsonObject]):
    """Config name -> body. What a platform would refuse of a run is refused before: no body is a run's first judge."""

    __slots__ = ("_makers",)

    def __init__(self, makers: Mapping[str, Callable[[], JsonObject]]) -> None:
        self._makers = makers

    def __getitem__(self, name: str) -> JsonObject:
        return self._makers[name]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __repr__(self) -> str:
        return repr(dict(self))
