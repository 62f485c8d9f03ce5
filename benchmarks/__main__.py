"""Runs the benchmarks: `python -m benchmarks [GROUP...]`, all of them without a name. An interrupt writes nothing."""

import compileall
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence

from benchmarks import coverage, engine, peers, policy, pure, results, runs, submissions
from benchmarks.figure import Figure
from benchmarks.stack import ROOT

GROUPS: Mapping[str, Callable[[], Iterator[Figure]]] = {
    "pure": pure.figures,
    "coverage": coverage.figures,
    "peers": peers.figures,
    "policy": policy.figures,
    "submissions": submissions.figures,
    "runs": runs.figures,
    "engine": engine.figures,
}
INTERRUPTED = 130


def main(names: Sequence[str]) -> int:
    """Measure and write; 1 where a limit is not kept, 2 for a name that is no group's."""
    unknown = [name for name in names if name not in GROUPS]
    if unknown:
        _say(f"no such group: {', '.join(unknown)}; there are: {', '.join(GROUPS)}. Example: python -m benchmarks pure")
        return 2
    _compile()
    figures: list[Figure] = []
    try:
        for name in names or GROUPS:
            _say(f"{name}:")
            for figure in GROUPS[name]():
                _say(f"  {figure}")
                figures.append(figure)
    except KeyboardInterrupt:
        _say("interrupted: nothing was written")
        return INTERRUPTED
    results.write(figures, is_whole=not names)
    broken = [figure for figure in figures if not figure.is_kept]
    limits = sum(figure.limit is not None for figure in figures)
    _say(f"{limits - len(broken)} of {limits} limits are kept")
    return 1 if broken else 0


def _compile() -> None:
    """Compile what is measured, as an installed package is: some machines forbid Python to do so by itself."""
    for folder in ("labelwright", "policies", "benchmarks"):
        compileall.compile_dir(ROOT / folder, quiet=1)


def _say(text: str) -> None:
    """Progress is for people, as it comes."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - a command


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
