"""What a label edit costs, for people: a row for each resource that does not keep running, and all of them counted."""

from labelwright.changes import LabelChange, LabelChanges
from labelwright.report.screen import screen, table, told
from labelwright.vocabulary import Effect

_STYLE = {Effect.IN_PLACE: "green", Effect.ROLLOUT: "yellow", Effect.REPLACEMENT: "bold red"}
_COSTLY = (Effect.REPLACEMENT, Effect.ROLLOUT)


def changes_as_text(changes: LabelChanges) -> None:
    """Replacements, then rollouts, with the places that change; then the one line that counts everything."""
    console = screen()
    shown = table("EFFECT", "TYPE", "NAME", "LABELS")
    for one in (one for effect in _COSTLY for one in changes.of(effect)):
        shown.add_row(told(one.effect, style=_STYLE[one.effect]), told(one.type), told(one.name), told(_said(one)))
    if shown.row_count:
        console.print(shown)
    worst = max((one.effect for one in changes.resources), key=list(Effect).index, default=Effect.IN_PLACE)
    console.print(told(in_one_line(changes), style=_STYLE[worst]), soft_wrap=True)


def in_one_line(changes: LabelChanges) -> str:
    """`1 label changes (team): 27 in place, 1 rollout (cluster-launcher), 1 replacement (index)`."""
    if not changes.resources:
        text = "no label changes"
    else:
        count = len(changes.keys)
        keys = f"{count} label{' changes' if count == 1 else 's change'} ({', '.join(changes.keys)})"
        text = f"{keys}: {', '.join(filter(None, (_counted(changes, effect) for effect in Effect)))}"
    besides = len(changes.besides)
    return f"{text}; {besides} more replaced without a label that changes" if besides else text


def _counted(changes: LabelChanges, effect: Effect) -> str:
    """How many resources feel an effect, by name where they do not keep running; "" for none."""
    found = changes.of(effect)
    if not found:
        return ""
    if effect is Effect.IN_PLACE:
        return f"{len(found)} in place"
    return f"{len(found)} {effect}{'s' * (len(found) > 1)} ({', '.join(one.name for one in found)})"


def _said(one: LabelChange) -> str:
    """The places with the keys that change there, and what else there is to say."""
    places = [f"{place} ({', '.join(keys) or 'hidden'})" for place, keys in one.keys.items()]
    return "; ".join([*places, *filter(None, [one.reason])])
