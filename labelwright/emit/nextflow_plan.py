"""What a Nextflow configuration says of labels: every block with the full map, and where two blocks meet, both.

Nextflow sets a whole map, and merges none: a block that names a few keys takes all others away. So each block repeats
what every process gets. Where one process may be chosen by two blocks, each leaves its own labels in `ext`, which
Nextflow does merge (`ProcessConfig.applyConfigSettings`), and all blocks set one and the same closure, which adds up
what it finds there. Docs: https://www.nextflow.io/docs/latest/reference/process.html#ext
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from labelwright.emit.groovy import indented, map_literal, quoted
from labelwright.emit.nextflow_labels import NO_LABELS, Sent
from labelwright.emit.nextflow_selectors import DIRECTIVE, Kind, Selector

Part = Sent | str
"""Labels, or the code of a map."""


@dataclass(frozen=True, slots=True)
class Block:
    """What one selector adds to our labels: `before` them its pipeline's config says so, `after` them a user does.

    `code` is the closure with which the pipeline's config sets labels, "" for none.
    """

    selector: Selector
    before: Sent = NO_LABELS
    code: str = ""
    after: Sent = NO_LABELS
    removed: frozenset[str] = frozenset()

    @property
    def declared(self) -> set[str]:
        """The keys of which a user says something."""
        return {*self.after.labels, *self.removed}

    def is_lost_to(self, other: "Block") -> bool:
        """Whether something of it would not count where `other` has the last word, and should."""
        return (
            not self.declared <= other.declared
            or not self.before.labels.keys() <= other.before.labels.keys() | other.declared
            or (bool(self.code) and self.code != other.code)
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """All of a configuration: what the pipeline's own says of every process, our labels, and the blocks in order."""

    ours: Sent
    theirs: Sent = NO_LABELS
    code: str = ""
    blocks: Sequence[Block] = ()
    executor: str = ""

    @property
    def adds_up(self) -> bool:
        """Whether two blocks may choose one process, and one would take labels of the other away."""
        return any(
            first.selector.may_meet(second.selector)  # first, since it is quick
            and (first.is_lost_to(second) or (_has_no_order(first, second) and second.is_lost_to(first)))
            for first, second in combinations(self.blocks, 2)
        )

    def whole(self, block: Block | None = None) -> Sent:
        """The labels of a process that `block` alone chooses, or none does; what code gives is not among them."""
        if block is None:
            return self.theirs.under(self.ours)
        return self.theirs.under(block.before).under(self.ours).under(block.after).without(block.removed)

    def text(self) -> str:
        """The configuration."""
        return "\n".join(["process {", *self._lines(), "}", ""])

    def _lines(self) -> Iterator[str]:
        """What stands inside of `process`."""
        if self.executor:
            yield f"{indented(1)}executor = {quoted(self.executor)}"
        base = [self.theirs, _called(self.code)]
        yield _setting([*base, self.ours], 1)
        if self.adds_up:
            before = [_read(_SLOT_BEFORE, number) for number, one in self._numbered if one.before.labels or one.code]
            after = [_read(_SLOT_AFTER, number) for number, one in self._numbered if one.after.labels or one.removed]
            shared = _setting([*base, *before, self.ours, *after], 2, has_nulls=any(one.removed for one in self.blocks))
            for number, block in self._numbered:
                yield from _block(block.selector, [*_slots(block, number), shared])
            return
        for block in self.blocks:
            parts = [*base, block.before, _called(block.code), self.ours, block.after]
            # Of two files Nextflow merges two maps of one place: only a closure takes a key of the other away.
            is_code = not block.removed.isdisjoint(block.before.labels)
            yield from _block(block.selector, [_setting(parts, 2, without=block.removed, is_code=is_code)])

    @property
    def _numbered(self) -> Iterator[tuple[int, Block]]:
        """The blocks as their slots are numbered."""
        return enumerate(self.blocks, start=1)


_SLOT_BEFORE, _SLOT_AFTER = "labelwrightConfig", "labelwright"
"""How the names in `ext` begin under which blocks leave their labels."""


def _has_no_order(first: Block, second: Block) -> bool:
    """Whether Nextflow may apply the later of two blocks first: names are tried as a base, an own and a whole name."""
    return first.selector.kind is Kind.NAME and second.selector.kind is Kind.NAME


def _called(code: str) -> str:
    """The map that a closure of the pipeline's config gives; "" for none."""
    return f"(({code}).call() ?: [:])" if code else ""


def _read(slot: str, number: int) -> str:
    """The map that a block left in `ext`, where it chose the process."""
    return f"(task.ext.{slot}{number} ?: [:])"


def _slots(block: Block, number: int) -> Iterator[str]:
    """The lines in which a block leaves its own labels in `ext`. A closure there is evaluated when it is read."""
    if block.before.labels or block.code:
        value = block.code or map_literal(block.before.entries, 2)
        yield f"{indented(2)}ext.{_SLOT_BEFORE}{number} = {value}"
    if block.after.labels or block.removed:
        entries = {**block.after.entries, **dict.fromkeys(sorted(block.removed), "null")}
        value = map_literal(entries, 2)
        yield f"{indented(2)}ext.{_SLOT_AFTER}{number} = {f'{{ {value} }}' if block.after.late else value}"


def _block(selector: Selector, lines: Sequence[str]) -> Iterator[str]:
    """The block of a selector."""
    yield ""
    yield f"{indented(1)}{selector.kind}: {quoted(selector.pattern)} {{"
    yield from lines
    yield f"{indented(1)}}}"


def _setting(
    parts: Sequence[Part],
    depth: int,
    *,
    without: frozenset[str] = frozenset(),
    has_nulls: bool = False,
    is_code: bool = False,
) -> str:
    """The line that sets the labels: a plain map where all of it is known, else a closure that adds the parts up."""
    folded = _folded(parts)
    if len(folded) == 1 and isinstance(only := folded[0], Sent):
        only, without = only.without(without), frozenset[str]()
        if not only.late and not is_code:
            return f"{indented(depth)}{DIRECTIVE} = {map_literal(only.entries, depth)}"
        folded = [only]
    total = " + ".join(one if isinstance(one, str) else map_literal(one.entries, depth + 1) for one in folded)
    if has_nulls:
        total = f"({total}).findAll {{ key, value -> value != null }}"
    elif without:
        gone = ", ".join(map(quoted, sorted(without)))
        total = f"({total}).findAll {{ key, value -> !(key in [{gone}]) }}"
    return f"{indented(depth)}{DIRECTIVE} = {{\n{indented(depth + 1)}{total}\n{indented(depth)}}}"


def _folded(parts: Sequence[Part]) -> list[Part]:
    """Parts without empty ones, neighbours that are labels made one; one empty part where there is nothing."""
    folded: list[Part] = []
    for part in parts:
        if isinstance(part, str):
            folded += [part] if part else []
        elif not part.labels:
            continue
        elif folded and isinstance(last := folded[-1], Sent):
            folded[-1] = last.under(part)
        else:
            folded.append(part)
    return folded or [NO_LABELS]
