"""The command line: parse, call, print. No rules live here, and a command's module is imported only when it is called.

Exit codes: 0 fine, 1 findings, 2 wrong use.
"""

import gc
from importlib import import_module
from typing import Any, cast

import click

_COMMANDS = {
    "check": "Check stack config: every problem at once, with file and line.",
    "coverage": "Show which resources of a stack carry their labels, and why the others do not.",
    "drift": "Show labels that were changed, removed or added in the cloud by hand.",
    "explain": "Show which scope set each label of an environment, a resource or a submission.",
    "labels": "List, find, document and edit the labels of stack config.",
    "launch": "Submit a run to its environment, once, record it, and print its id.",
    "permissions": "Print what an identity must be allowed on a platform, ready for its own tool.",
    "policy": "Turn tag policies of AWS and Azure into settings of the policy pack.",
    "recover": "After a killed `pulumi up`: unlock the stack, and hand Pulumi what it was creating.",
    "render": "Print the configs with which a run's jobs are submitted.",
    "review": "Show what a change means for labels, from the event log of its preview.",
    "runs": "List and show the runs that were launched, and change labels on their record.",
    "search": "Find runs and resources by their labels: label:team=genomics -label:test status:failed since:7d.",
}


class _LazyGroup(click.Group):
    """Commands by name; help lists them without importing any."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run as a program, which tests do not: one command, then the process ends.

        A tenth of its time would go to the garbage collector, which finds nothing: modules and what was read all stay.
        Frozen, they are not looked through at the end either.
        """
        gc.disable()
        try:
            return super().__call__(*args, **kwargs)
        finally:
            gc.freeze()

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return super().get_command(ctx, cmd_name)
        return cast("click.Command", import_module(f"labelwright.cli.{cmd_name}").command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Say which command is near a misspelt one."""
        from labelwright.problem import suggest  # noqa: PLC0415 - only needed when something is wrong

        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"No such command {args[0]!r}. {suggest(args[0], _COMMANDS)}")
        return super().resolve_command(ctx, args)


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="labelwright")
def main(**_: Any) -> None:
    """One label model for cloud workloads: declared once, on every resource, every job and every bill."""
