"""The component package: `pulumi package add` offers these components to programs in any language."""

import sys
from inspect import getdoc
from pathlib import Path

from pulumi.provider.experimental import component_provider_host

# Pulumi runs this folder, not a package: without its parent on the path, `components` has no name to be imported by.
sys.path.append(str(Path(__file__).resolve().parent.parent))

from components import ENVIRONMENTS

if __name__ == "__main__":
    components = sorted(set(ENVIRONMENTS.values()), key=lambda component: component.__name__)
    for component in components:
        # A docstring becomes a description in Markdown, where an indented paragraph would be code.
        component.__doc__ = getdoc(component)
    component_provider_host(components=components, name="labelwright")
