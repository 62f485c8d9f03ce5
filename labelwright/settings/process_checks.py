"""Labels of a pipeline's single processes, checked before anything is launched: selectors, keys, values.

Whether one process has too many, with those of its run, is known when it is launched: `labelwright.emit.nextflow`.
"""

from labelwright.dynamic import is_dynamic, problems_in_template
from labelwright.emit.nextflow_selectors import problems_in_selector
from labelwright.model import LabelSet
from labelwright.problem import Problem
from labelwright.settings.draft import Draft
from labelwright.settings.launch_checks import judges_of
from labelwright.settings.model import Launchable


def problems_in_processes(draft: Draft) -> list[Problem]:
    """What Nextflow would not take for a selector, and what the clouds of a pipeline would not take for a label."""
    found: list[Problem] = []
    for path, one in draft.launchables.items():
        for selector, labels in one.processes:
            place = draft.where(*path, "processes", selector)
            found += problems_in_selector(selector, place)
            found += _problems_in_labels(draft, one, labels, place)
    return list(dict.fromkeys(found))


def _problems_in_labels(draft: Draft, one: Launchable, labels: LabelSet, where: str) -> list[Problem]:
    """What is wrong with the labels of one selector, wherever the pipeline may run."""
    found: list[Problem] = []
    rule = draft.settings.rule
    for label in labels.labels:
        place, text = f"{where}.{label.key}", label.value or ""
        if is_dynamic(text):
            found += problems_in_template(text, place)
        for dialect, service in judges_of(draft, one):
            sent = dialect.render({label.key: text}, rule=rule)
            found += dialect.problems_in_key(sent.key(label.key), rule=rule, service=service, where=place)
            if label.value is not None and not is_dynamic(text):
                found += dialect.problems_in_value(sent.whole(label.key), rule=rule, service=service, where=place)
    return found
