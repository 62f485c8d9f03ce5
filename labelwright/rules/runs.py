"""Rules of runs: what other systems take, how runs are recorded, searched, launched and labelled."""

from labelwright.rules.rule import AWS_BATCH_TAGS, SEQERA_LABELS, Rule

KESTRA_LABELS = "https://kestra.io/docs/workflow-components/labels"
KESTRA_SYSTEM_LABELS = "https://kestra.io/docs/concepts/system-labels"
KESTRA_EXPRESSIONS = "https://kestra.io/docs/expressions/context"
KESTRA_FILTERS = "https://kestra.io/docs/api-reference/query-filters"


_NEXTFLOW_DOCS = "https://www.nextflow.io/docs/latest"
NEXTFLOW_RESERVED = Rule(
    "7.1.1", "keys that begin with 'nextflow.io/' are Nextflow's own", f"{_NEXTFLOW_DOCS}/reference/process.html"
)
NEXTFLOW_TEXT = Rule("7.1.2", "a label that Nextflow hands on is made of whole characters")
NEXTFLOW_SELECTOR = Rule(
    "7.1.3",
    "a process is chosen by withName:PATTERN or withLabel:PATTERN",
    f"{_NEXTFLOW_DOCS}/config.html#process-selectors",
)
NEXTFLOW_CONFIG = Rule(
    "7.1.4",
    "the config of a pipeline is what 'nextflow config -output json' prints, or its YAML",
    f"{_NEXTFLOW_DOCS}/reference/cli.html#config",
)
NEXTFLOW_EXECUTOR = Rule(
    "7.1.5",
    "the labels of an environment are those of its own platform's executor",
    f"{_NEXTFLOW_DOCS}/executor.html",
)
NEXTFLOW_LATE = Rule(
    "7.1.6",
    "Nextflow itself fills in sessionId or runName, where the longest value that it may have is legal",
    f"{_NEXTFLOW_DOCS}/reference/stdlib-namespaces.html",
)
NEXTFLOW_COUNT = Rule(
    "7.1.7",
    "a job that Nextflow sends to AWS Batch has at most 48 labels: its job definition has two of its own, of 50 in all",
    AWS_BATCH_TAGS,
)
NEXTFLOW_LABELS = Rule("7.1.8", "labels of a process are a mapping of keys to texts; null takes one away")

SEQERA_WHOLE = Rule(
    "7.2.1",
    "Seqera takes a variable as a whole value only, and knows workflowId, sessionId and userName",
    SEQERA_LABELS,
)
SEQERA_COUNT = Rule("7.2.2", "Seqera takes at most 25 resource labels on one thing", SEQERA_LABELS)
SEQERA_ID = Rule(
    "7.2.3",
    "a request to Seqera names labels by id: each label, its name and value, is in the workspace first",
    "https://docs.seqera.io/platform-api/labels-info",
)
SEQERA_EXPORT = Rule(
    "7.2.4",
    "an export of labels is the JSON that GET /labels, or 'tw -o json labels list', prints, all pages of it",
    "https://docs.seqera.io/platform-api/list-labels",
)
SEQERA_REFERENCE = Rule("7.2.5", "a workspace in seqerakit is written organization/workspace")

KESTRA_KEY = Rule(
    "7.3.1",
    "a Kestra label key begins with a small letter, and has letters, digits, '.', '_' and '-' after it",
    "https://github.com/kestra-io/kestra/pull/13499",
)
KESTRA_SYSTEM = Rule(
    "7.3.2", "labels that begin with 'system.' are Kestra's own; a flow may say system.readOnly", KESTRA_SYSTEM_LABELS
)
KESTRA_EMPTY = Rule("7.3.3", "a Kestra label has a value: Kestra drops empty ones", KESTRA_LABELS)
KESTRA_EXPRESSION = Rule(
    "7.3.4", "a value holds no '{{', '{%' or '{#': Kestra would read them as an expression", KESTRA_EXPRESSIONS
)
KESTRA_STATIC = Rule(
    "7.3.5", "labels of a Kestra flow are static: what changes from run to run is set by a Labels task", KESTRA_LABELS
)
KESTRA_VARIABLE = Rule(
    "7.3.6", "of a run's variables Kestra knows one, while an execution runs: its id", KESTRA_EXPRESSIONS
)
KESTRA_NAME = Rule(
    "7.3.7",
    "the id of a Kestra flow or task is letters, digits, '.', '_' and '-', the first a letter or digit; a namespace has"
    " small letters only",
    "https://kestra.io/docs/workflow-components/flow",
)
KESTRA_ID_TAKEN = Rule("7.3.8", "two tasks of a Kestra flow have different ids")
KESTRA_FLOW = Rule("7.3.9", "a Kestra flow is a YAML mapping whose labels are a mapping, or a list of key and value")

EXTRA = Rule("7.1.20", "what a target is given with --with is one of the words that it knows")

STORE_URL = Rule("7.4.1", "runs are kept at sqlite:///FILE or postgresql://USER@HOST/DATABASE")
STORE = Rule("7.4.2", "the store of runs can be reached, read and written")
STORE_SCHEMA = Rule("7.4.3", "a store of runs has this version's schema, or an earlier one, which is migrated")
RUN_ONCE = Rule("7.4.4", "a run is recorded once: project, stack and id tell it from all others")
RUN_KNOWN = Rule("7.4.5", "a run that is named is recorded, and is one")
SYSTEM_KEY = Rule("7.4.6", "keys that belong to a system (system., labelwright., nextflow.io/...) are not set by hand")
RUN_TEXT = Rule(
    "7.4.7",
    "a recorded text has at most 2,048 bytes of UTF-8 and no control characters; messages and notes may, but for NUL",
)
RUN_FIELD = Rule("7.4.8", "a recorded run is a JSON object with the fields of a run, each of its kind")
LABEL_CHANGE = Rule("7.4.9", "a change of labels sets or removes something, each key once")

SEARCH_TERM = Rule(
    "7.5.1",
    "a search is terms with spaces between them: label:KEY, label:KEY=VALUE, FIELD:VALUE, since:TIME, until:TIME",
)
SEARCH_FIELD = Rule("7.5.2", "a search asks for fields that labelwright knows")
SEARCH_QUOTES = Rule("7.5.3", "a quote is '\"' and is closed, and '\\' stands before the character that it makes plain")
SEARCH_VALUE = Rule("7.5.4", 'a term has its key and its value; an empty value is written ""')
SEARCH_TIME = Rule(
    "7.5.5",
    "a time is a day (2026-11-01), an instant (2026-11-01T12:00Z) or an age in minutes, hours, days or weeks (7d)",
)
SEARCH_KNOWN = Rule("7.5.6", "a status or a platform that is searched for can occur")
SEARCH_TEXT = Rule("7.5.7", "a search is text: it holds no control characters and no halves of characters")
SEARCH_SIZE = Rule("7.5.8", "a search has at most 10,000 characters, 50 terms, and 100 values in a term")

RUN_ID = Rule("7.6.1", "a run's id has 1 to 128 letters, digits, '.', '_' and '-', the first a letter or digit")
ONE_RUN = Rule("7.6.2", "a run's id is one run: launched again, it is in the same environment, with the same labels")

KESTRA_URL = Rule(
    "7.5.9", "filters of Kestra are written filters[FIELD][OPERATION]=VALUE, in a percent-encoded URL", KESTRA_FILTERS
)
KESTRA_READ = Rule("7.5.10", "a filter of Kestra is read where runs have what it asks for", KESTRA_FILTERS)
KESTRA_WRITTEN = Rule("7.5.11", "a term is written as a filter of Kestra where one asks for the same", KESTRA_FILTERS)
SEARCH_PLACE = Rule("7.5.12", "runs have no type, and resources have nothing of a run: no status, no user, no time")

LABEL_IN_USE = Rule(
    "7.7.1",
    "a label that a resource, an environment or a run still uses is neither edited nor deleted nor taken from"
    " environments; deleting one changes nothing in the cloud",
    SEQERA_LABELS,
)
STATE_READ = Rule(
    "7.7.2", "whether a label is in use is read from the state of every stack that has it: unknown is not unused"
)
EDIT_IN_PLACE = Rule(
    "7.7.3", "an edit of stack config changes the one label that is meant, and the lines on which it stands"
)
LABEL_PRESENT = Rule("7.7.4", "a label that is there is edited, not added; one that is not is added first")
