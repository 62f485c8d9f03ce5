"""What stays the same from run to run, merged and judged once: the quick way to the labels of a submission.

A launcher submits thousands of runs to one environment, and only their own labels and variables differ. `Prepared.sent`
gives what `submitted.submission_labels` would, or None where one look does not tell: then that one decides, which alone
says what is wrong (docs/adr/0015). Nothing in here changes once it is made but a memory of keys: no lock is needed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from labelwright import grammar
from labelwright.dialects import DIALECT_OF, Rendered, services_of
from labelwright.dynamic import is_dynamic, parse_template
from labelwright.problem import LabelError
from labelwright.resolve import Resolved, ResolvedLabel, resolve
from labelwright.scopes import Layer
from labelwright.submitted import Policy, SubmissionLabels, problems_in_count, sent_alone, submission_labels
from labelwright.vocabulary import LabelRule, Scope

_REMEMBERED = 1024
"""Keys of runs that are remembered: programs write few, and a memory that grows with the runs would be a leak."""

_SAMPLE = "x9"
"""A value that every cloud takes, so that a key is judged alone."""


@dataclass(frozen=True, slots=True)
class _Dynamic:
    """A label that every run resolves: its key as declared and as sent, its text, and that with '%s' for values."""

    key: str
    sent: str
    text: str
    form: str
    names: tuple[str, ...]

    @classmethod
    def of(cls, key: str, sent: str, text: str) -> "_Dynamic":
        """From a template. Raises `LabelError` for a text that is none."""
        pieces = parse_template(text).pieces
        form = "".join(piece.replace("%", "%%") if isinstance(piece, str) else "%s" for piece in pieces)
        return cls(key, sent, text, form, tuple(piece.name for piece in pieces if not isinstance(piece, str)))


@dataclass(frozen=True, slots=True)
class Prepared:
    """The scopes below the run's own, merged and judged once for one platform.

    `labels` are the static ones as they are sent, `remarked` those of them, by declared key, of which there is more to
    say, `sent_keys` the key under which each declared one is sent. `declared` is everything as it was written, `folded`
    its keys in lower case where the platform makes such keys one, None elsewhere. `is_sound` is False where something
    is wrong already: every run is then judged in full.
    """

    policy: Policy
    layers: tuple[Layer, ...]
    is_sound: bool
    labels: Mapping[str, str]
    remarked: Mapping[str, Rendered]
    sent_keys: Mapping[str, str]
    dynamic: tuple[_Dynamic, ...]
    declared: Mapping[str, str]
    folded: frozenset[str] | None
    locked: frozenset[str]
    keys: dict[str, str] = field(default_factory=dict[str, str], repr=False, compare=False)

    @property
    def static(self) -> dict[str, str]:
        """What is the same on every run, as it was written."""
        return {key: text for key, text in self.declared.items() if not is_dynamic(text)}

    @classmethod
    def of(cls, layers: tuple[Layer, ...], policy: Policy) -> "Prepared":
        """`layers` merged and judged; total, whatever they hold."""
        below = resolve(layers, policy.carrier)
        declared = below.values
        dialect, services = DIALECT_OF[policy.platform], services_of(policy.platform)
        is_sound = not any(dialect.problems_in_case(declared, service=service, where="") for service in services)
        static: dict[str, Rendered] = {}
        dynamic: list[_Dynamic] = []
        keys: dict[str, str] = {}
        try:
            for key, text in declared.items():
                keys[key] = _key_as_sent(key, policy)
                if is_dynamic(text):
                    dynamic.append(_Dynamic.of(key, keys[key], text))
                else:
                    static[key], mistakes = sent_alone(key, text, {}, policy, "")
                    is_sound = is_sound and not mistakes
        except LabelError:
            is_sound = False
        folds = any(dialect.folds_keys(service) for service in services)
        return cls(
            policy=policy,
            layers=layers,
            is_sound=is_sound,
            labels={key: text for one in static.values() for key, text in one.labels.items()},
            remarked={key: one for key, one in static.items() if one.notes or one.annotations},
            sent_keys=keys,
            dynamic=tuple(dynamic),
            declared=declared,
            folded=frozenset(key.lower() for key in declared) if folds else None,
            locked=below.locked,
        )

    def with_own(self, own: Mapping[str, str | None]) -> dict[str, str]:
        """Everything that a run carries as it was written, its own included, sorted."""
        said = {key: text for key, text in own.items() if key not in self.locked}
        return {key: text for key, text in sorted({**self.declared, **said}.items()) if text is not None}

    def sent(self, own: Mapping[str, str | None], variables: Mapping[str, str]) -> SubmissionLabels | None:
        """The labels of a run that says `own` itself; None where the plain rules are to be asked.

        `variables` are texts; whatever else `own` holds is for the plain rules to refuse.
        """
        if not self.is_sound:
            return None
        if not self.locked.isdisjoint(own):
            own = {key: text for key, text in own.items() if key not in self.locked}
        labels = dict(self.labels)
        others = self._put_own(labels, own)
        if others is None:
            return None
        rule, is_plain = self.policy.rule, DIALECT_OF[self.policy.platform].is_plain
        for one in self.dynamic:
            if one.key in own:
                continue
            values = tuple([variables.get(name) for name in one.names])
            text = one.form % values
            if all(values) and one.sent == one.key and is_plain(text, rule=rule):
                labels[one.sent] = text
            else:
                others[one.key] = one.text
        if others or self.remarked:
            return self._with_remarks(labels, own, others, variables)
        return self._counted(SubmissionLabels(dict(sorted(labels.items()))))

    def _put_own(self, labels: dict[str, str], own: Mapping[str, str | None]) -> dict[str, str] | None:
        """Put what a run says itself into `labels`. Gives back what one look does not tell; None: what nobody takes."""
        others: dict[str, str] = {}
        rule, is_plain = self.policy.rule, DIALECT_OF[self.policy.platform].is_plain
        for key, text in own.items():
            sent = self.keys.get(key) or self._learn(key)
            if not sent or (text is not None and type(text) is not str):
                return None
            if text is None:
                labels.pop(sent, None)
            elif sent == key and "${" not in text and is_plain(text, rule=rule):
                labels[sent] = text
            else:
                labels.pop(sent, None)
                others[key] = text
        if self.folded is not None and len({key.lower() for key in own}) != len(own):
            return None
        return others

    def _with_remarks(
        self,
        labels: dict[str, str],
        own: Mapping[str, str | None],
        others: Mapping[str, str],
        variables: Mapping[str, str],
    ) -> SubmissionLabels | None:
        """The same where there is something to say: each label of `others` is asked for by itself."""
        told = {key: one for key, one in self.remarked.items() if key not in own}
        for key, text in others.items():
            told[key], mistakes = sent_alone(key, text, variables, self.policy, "")
            if mistakes:
                return None
            labels |= told[key].labels
        notes: dict[str, str] = {}
        annotations: dict[str, str] = {}
        # The plain rules tell of static labels first.
        for key in sorted(told, key=lambda key: (is_dynamic(others.get(key, "")), key)):
            notes |= told[key].notes
            annotations |= told[key].annotations
        keys = {key: sent for key, sent in self.sent_keys.items() if key not in own}
        keys |= {key: self.keys.get(key) or self._learn(key) for key, text in own.items() if text is not None}
        renamed = {key: sent for key, sent in sorted(keys.items()) if sent != key}
        return self._counted(SubmissionLabels(dict(sorted(labels.items())), notes, annotations, renamed))

    def _counted(self, found: SubmissionLabels) -> SubmissionLabels | None:
        """The same, where it is not too much. What is portable and few is not too much for anyone."""
        if len(found.labels) <= grammar.MOST and self.policy.rule is LabelRule.PORTABLE:
            return found
        return None if problems_in_count(found.labels, self.policy, "") else found

    def _learn(self, key: str) -> str:
        """The key under which a run's own is sent, remembered; "" where it is for the plain rules to judge."""
        if not isinstance(key, str) or (self._may_collide(key) and key not in self.declared):  # pyright: ignore[reportUnnecessaryIsInstance] - callers need not be typed
            return ""
        try:
            sent = _key_as_sent(key, self.policy)
        except LabelError:
            return ""
        if len(self.keys) >= _REMEMBERED:
            self.keys.clear()
        self.keys[key] = sent
        return sent

    def _may_collide(self, key: str) -> bool:
        """Whether the platform might make it one with another. Of letters beyond ASCII nothing is guessed."""
        return self.folded is not None and (not key.isascii() or key.lower() in self.folded)


def _key_as_sent(key: str, policy: Policy) -> str:
    """The key under which a declared one is sent. Raises `LabelError` for one that the plain rules refuse."""
    label = ResolvedLabel(key=key, value=_SAMPLE, scope=Scope.RUN)
    return submission_labels(Resolved(labels=(label,)), {}, policy).key(key)
