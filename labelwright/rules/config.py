"""Rules of stack config, and those that the policy pack adds."""

from labelwright.rules.rule import Rule

PULUMI_SECRETS = "https://www.pulumi.com/docs/iac/concepts/secrets/"

TEXT = Rule("6.1", "keys and values of labels are text, and YAML takes unquoted numbers for numbers")
FIELD = Rule("6.2", "stack config has only fields that labelwright knows")
FIELD_VALUE = Rule("6.3", "a field takes only values of its kind")
MISSING = Rule("6.4", "a field that is needed is given")
KNOWN_NAME = Rule("6.5", "a name refers to something that is declared")
UNIQUE_NAME = Rule("6.6", "environments have different names, and a YAML key stands once in its mapping")
SECRET = Rule("6.7", "a secret is never a label: labels are printed, billed and searched", PULUMI_SECRETS)
YAML = Rule("6.8", "project and stack files are YAML")
ENVIRONMENT_NAME = Rule("6.9", "an environment's name has 2 to 39 characters: small letters, digits and single '-'")
KNOWN_VALUE = Rule("6.10", "labels are known when the program runs, and so can be checked beforehand")
EXEMPTION = Rule("6.11", "an exemption says which resources it is for, or which keys")
PLACED_TYPE = Rule("6.20", "labelwright:placement names a type once, by its whole token: package:module:Name")
PLACED_PATH = Rule(
    "6.21",
    "a path is properties joined by '.', with '[]' after a list, down to the one with the labels; each stands once",
)
PLACED_DIALECT = Rule(
    "6.22", "a type of a package that is none of aws, azure-native, gcp and kubernetes says whose dialect it speaks"
)

ALLOWED_VALUE = Rule("8.1", "a key with a list of values, or a pattern, has a value that is on the list or fits it")
FORBIDDEN_KEY = Rule("8.2", "a key that the workspace forbids stands on no resource")
RESERVED_KEY = Rule("8.3", "a key that is reserved for stack config has no other value than one of stack config's")
SECRET_VALUE = Rule("8.4", "no key and no value of a label holds what looks like a credential", PULUMI_SECRETS)
PERSONAL_DATA = Rule("8.5", "no key and no value of a label holds an e-mail address: labels are printed and billed")
EXPIRED = Rule("8.6", "an exemption from a policy ends on its day")
NOT_YET_KNOWN = Rule("8.7", "a value that a policy judges is known before the update, or judged in it")
FIXED = Rule("8.8", "labels are fixed where a change of them restarts or replaces what stands, until that is agreed on")
