"""What is against a change of labels on the runs that were chosen for it: asked inside its transaction, all at once."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, exists, func, not_, select

from labelwright import rules
from labelwright.dialects import DIALECT_OF
from labelwright.problem import Problem, problem
from labelwright.runs.change import LabelChange, is_system_key, limit_of, services
from labelwright.runs.chosen import Where, chosen, inside, named
from labelwright.runs.interning import Interned
from labelwright.runs.tables import label_changes, label_keys, run_labels, runs
from labelwright.vocabulary import LabelRule, Platform


def problems_in_locks(
    connection: Connection,
    change: LabelChange,
    locked: Mapping[str, Sequence[Where]],
    wanted: Mapping[str, Interned],
    keys: Mapping[str, int],
) -> list[Problem]:
    """Locked keys that would get another value, or none. `wanted`: what is set; `keys`: numbers of all keys."""
    found: list[Problem] = []
    for key in change.keys:
        if key not in locked:
            continue
        own = (run_labels.c.run == runs.c.number) & (run_labels.c.key == keys.get(key, 0))
        touched = exists().where(own)
        if key in change.set:
            touched = not_(exists().where(own, run_labels.c.label == wanted[key].label))
        statement = select(chosen.c.run).join(runs, runs.c.number == chosen.c.run).where(inside(locked[key]), touched)
        if those := named(connection, statement):
            places = ", ".join(map(str, locked[key]))
            remedy = f"It is locked in {places}: leave it out, or choose other runs."
            found.append(problem(f"change.{key}", rules.LOCKED, str(those), remedy))
    return found


def problems_in_case(connection: Connection, change: LabelChange, platforms: Collection[Platform]) -> list[Problem]:
    """Keys that would stand beside another spelling of theirs, where the cloud makes the two one."""
    folding = sorted(one for one in platforms if any(DIALECT_OF[one].folds_keys(service) for service in services(one)))
    if not folding or not change.set:
        return []
    folded = {key.casefold(): key for key in change.set}
    found: list[Problem] = []
    for number, text in connection.execute(select(label_keys.c.id, label_keys.c.key)):
        key = folded.get(text.casefold())
        if key is None or text in change.keys:
            continue
        statement = (
            select(chosen.c.run)
            .join(runs, runs.c.number == chosen.c.run)
            .where(runs.c.platform.in_(folding))
            .where(exists().where(run_labels.c.run == runs.c.number, run_labels.c.key == number))
        )
        if not change.replace and (those := named(connection, statement)):
            remedy = f"Write --set {text}=..., or remove {text!r} in the same change."
            found.append(problem(f"change.{key}", rules.COLLISION, f"{key!r} beside {text!r} on {those}", remedy))
    return found


def problems_in_counts(
    connection: Connection, house: Mapping[tuple[Platform, LabelRule], Sequence[Where]], number: int
) -> list[Problem]:
    """Runs that have more labels, now that change `number` was applied, than their platform takes."""
    texts = connection.execute(select(label_keys.c.id, label_keys.c.key))
    systems = [key for key, text in texts if is_system_key(text)]
    found: list[Problem] = []
    for (platform, rule), where in house.items():
        limit = limit_of(platform, rule)
        if limit is None:
            continue
        many = (
            select(run_labels.c.run)
            .where(run_labels.c.run.in_(select(chosen.c.run)), run_labels.c.key.not_in(systems))
            .group_by(run_labels.c.run)
            .having(func.count() > limit.most)
            .subquery()
        )
        added = exists().where(
            label_changes.c.change == number, label_changes.c.run == many.c.run, label_changes.c.before.is_(None)
        )
        counted = (
            select(many.c.run)
            .join(runs, runs.c.number == many.c.run)
            .where(runs.c.platform == platform, inside(where), added)
        )
        if those := named(connection, counted):
            got = f"more than {limit.most} labels on {those}"
            found.append(
                Problem(where=f"change, on {platform}", rule=limit.rule, got=got, remedy="Remove others, or set fewer.")
            )
    return found
