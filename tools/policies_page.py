"""Writes docs/policies.md from the rules of the pack: `make pages`. A test fails when the page is stale."""

import inspect
import sys
from pathlib import Path

from labelwright.settings.policies import POLICY_FIELDS, REVIEWED, Policies, RuleSettings
from policies.rules import RULES

PAGE = Path(__file__).resolve().parent.parent / "docs" / "policies.md"

STACK_EXAMPLE = """\
labelwright:policies:
  count: {headRoom: 5} # what runs are launched from leaves room for five labels of theirs
  required:
    platforms: {azure-native: [owner]} # a platform, or the package of a provider
    teams: {genomics: [grant]}
    exempt:
      - {type: "aws:s3/bucketObjectv2:*", reason: objects take ten tags, until: 2027-01-31}
      - {name: "legacy-*", reason: goes with the old site, until: 2027-06-30}
  values:
    allowed: {environment: [dev, prod]}
    patterns: {grant: "G-[0-9]{4}"} # Python's form; the whole value has to fit
  keys:
    forbidden: ["tmp-*"]
    reserved: [cost-center] # no value but those that stack config has for it
  personalData: {level: mandatory}
  billColumns: {level: disabled}
  changes: # an edit of labels that restarts or replaces what stands stops the pull request, but for these
    level: mandatory
    exempt:
      - {type: "azure-native:batch:Pool", reason: moves to cost center 4711, until: 2027-02-28}
"""
PACK_EXAMPLE = """\
{
  "labels": {
    "required": {"level": "advisory"},
    "count": {"headRoom": 10}
  }
}
"""

_HEAD = """\
# Policies

`pulumi preview --policy-pack policies` and `pulumi up --policy-pack policies` judge the labels that really go to the
cloud: after every transform and the provider's own check, default tags of the provider included, whoever wrote the
program. Written by `tools/policies_page.py`.

| rule | what must hold | level | settings |
|---|---|---|---|
"""
_REST = f"""
Every rule takes `level` and `exempt` as well. All findings of one level on one resource are one summary: `labels`
reports the mandatory rules, which stop preview and update, `labels-advice` the advisory ones
([why](adr/0012-two-policies-many-rules.md)). A resource without findings is not mentioned; neither is one of a type
that takes no labels. `changes` is the one rule that the pack does not judge but [`labelwright review`](cli.md#review),
since a policy is not shown what stood before.

## Settings

In stack config, where `labelwright check` checks them too:

```yaml
{STACK_EXAMPLE}```

- `level`: `mandatory`, `advisory` or `disabled`.
- `exempt`: resources by `type` and `name`, with `*` and `?`, that this rule leaves alone. `reason` and `until` are
  needed. `until` is the last day, in UTC. From the next day on the rule judges them again, and the exemption itself
  is a violation (`labelwright check` warns). `labelwright:exempt` is another thing: it stops labels from being
  injected.
- `headRoom` counts on job definitions of AWS Batch, tag specifications of launch templates, and instance templates of
  Google.
- `platforms`: below an environment of that platform, or on every resource of that provider (`aws`, `gcp`,
  `azure-native`, `kubernetes`).
- Lists and patterns judge values as they are sent: on Google in small letters.
- `changes` says how bad it is when a label changes where that restarts pods or makes a resource anew: pods of a
  Deployment, a pool of Azure Batch, a compute environment of AWS Batch that cannot be updated. With `mandatory`,
  `labelwright review` ends with exit code 1, in every form. An exemption is how such a change is agreed on. What is
  replaced for another reason, and changes its labels by the way, is none.
- `volatile` knows the keys that stack config declares so in every scope that sets them. Injected labels never stand in
  such places; it speaks of what a program writes there itself.

The same settings may come from a file, `--policy-pack-config FILE`, below `labels`. Each field that it gives takes
the place of the stack's; what it does not give stays. So one file can hold for every stack, whatever their config
says. (`changes` is refused there: it is not the pack that judges it.)

```json
{PACK_EXAMPLE}```

Pulumi's own levels work beside them, for a policy as a whole: `{{"labels": "advisory"}}`, `{{"all": "disabled"}}`.
Whatever is wrong in the file is one error before anything is judged; a wrong stack config is one violation, on the
stack. (A misspelt policy without a level is refused by the engine itself, as `invalid enforcement level ""`.)

## Remediation

Off, until somebody writes `{{"labels-remediation": "remediate"}}` in the pack's config. Then the engine adds to each
resource the labels of stack config that it lacks: those that `labelwright.inject()` would have added, exemptions
(`labelwright:exempt`), `ignoreChanges` and default labels of the provider regarded. It is for programs that nobody may
change. Where one line may be added to the program, [`labelwright.inject()`](config.md#in-a-program) does more:

- Azure (`azure-native`), Google and Kubernetes only. AWS never: its provider has summed up the tags (`tagsAll`) before
  remediation, and is not asked again.
- Only places where a change of labels is made in place and disturbs nothing: no pod templates, no pools of Azure Batch,
  no instance templates.
- A resource that an update replaces is made anew without them: the engine makes it from what the program gave. The next
  update adds them, in place. Until then it lacks them, although the policies have passed it.
- Unknown and secret values stay what they are. Labels that are unknown as a whole get theirs in the update.
- Upper case that a program itself writes on Google stays, and is refused as ever: a replacement would be sent with it,
  and fail half-way through the update. Labels that are added come in small letters.
- Labels given to `labelwright.inject()` in the program are not known to the pack.

Who switches it off again, or leaves out the pack, takes the labels off with the next update.

## What is not known yet

In a preview, keys are judged whether their values are known or not: a missing key, a count, a collision is an error
all the same. A known value is judged as ever, beside unknown ones. Unknown values are judged in the update; where a
list, a pattern or a reserved key waits for one, `unknown` says so. Labels that are unknown as a whole (one Output for
all of them) have no keys yet, and are judged in the update.

## What the pack does not judge

- *Labels of an existing compute environment changed.* A policy sees what a resource is to be, not what it was.
  `labelwright review` judges it by the rule `changes`, off the event log of the same preview; `labelwright coverage
  --preview` tells by hand what a label change updates, restarts or replaces.
- *Rights to tag missing from a policy document.* A role's rights are the sum of documents, some of them outside of
  the program: judged one by one they would be refused wrongly. `labelwright permissions PLATFORM --check FILE...` holds
  all of them together against what is needed; without `--check` it gives the whole document.
- *The 1,000 labels of a workspace* are those declared in stack config: what is beyond is a mistake in stack config,
  reported as such.
"""


def page() -> str:
    """The page as it should be."""
    settings = Policies().by_name
    names = (*RULES, *REVIEWED)
    rows = (f"| `{name}` | {_meaning(name)} | {settings[name].level} | {_fields(name)} |\n" for name in names)
    return _HEAD + "".join(rows) + _REST


def _meaning(name: str) -> str:
    """What a rule says of itself, on the first line of its module."""
    if name in REVIEWED:
        return "No label changes where that restarts or replaces what stands. Judged by `labelwright review`."
    text = inspect.getdoc(sys.modules[RULES[name].__module__]) or ""
    return text.partition("\n")[0]


def _fields(name: str) -> str:
    """The settings that only this rule has."""
    return ", ".join(f"`{field}`" for field in POLICY_FIELDS[name] if field not in RuleSettings.model_fields)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
