"""The command line, and what each command runs: everything in one process, or each application alone.

Whether the applications share a process or have one each is decided here and nowhere else. A command brings in what it
runs when it is called, so that an application which runs alone has none of the others' code, and a token takes no wait.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from commandline.lasting import lasting

COMMANDS: Mapping[str, tuple[str, str]] = {
    "run": ("commandline.together", "run"),
    "migrate": ("commandline.migrating", "migrate"),
    "serve": ("commandline.alone", "serve"),
    "work": ("commandline.alone", "work"),
    "document": ("commandline.document", "document"),
    "healthy": ("commandline.health", "healthy"),
    "new-secrets": ("commandline.secrets", "new_secrets"),
    "demo": ("commandline.demos", "demo"),
    "demo-person": ("commandline.demos", "demo_person"),
    "token": ("commandline.asking", "token"),
    "suspend-partner": ("commandline.suspending", "suspend_partner"),
    "identity": ("commandline.identity", "cli"),
    "guard": ("commandline.guard", "cli"),
}
"""Where the function of each stands, or its further commands."""


class Commands(TyperGroup):
    """The commands by their names."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        with lasting():
            found = getattr(import_module(module), name)
        if not isinstance(found, typer.Typer):
            one = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
            one.command(cmd_name)(found)
            found = one
        command = get_command(found)
        command.name = cmd_name
        return command


cli = typer.Typer(cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@cli.callback()
def nexus() -> None:
    """The backend that a stabilisation programme runs on."""


if __name__ == "__main__":
    cli()
