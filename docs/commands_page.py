"""The page of all commands, made from what `--help` says."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click

from cardkit.cli.main import cardkit

HEAD = """# Commands

Every command and option, as `--help` describes them. They need `pip install 'cardkit[cli]'`.
[The command line](../how-to/command-line.md) shows the commands in use. [Send a message](../how-to/send.md) lists the
environment variables that they read.
"""


def commands_page() -> str:
    """The page as Markdown: one section for each command, also for those of a group."""
    context = click.Context(cardkit, info_name="cardkit", **cardkit.context_settings)
    return "\n".join([HEAD, *_sections(context)])


def _sections(context: click.Context) -> Iterator[str]:
    """The sections of the commands of a group, also those within another group."""
    group = context.command
    for name, command in sorted(group.commands.items()) if isinstance(group, click.Group) else ():
        inner = click.Context(command, info_name=name, parent=context)
        yield _section(inner)
        yield from _sections(inner)


def _section(context: click.Context) -> str:
    """A command: its label, its call, what it does, its options and its exit statuses."""
    command, path = context.command, context.command_path
    call = " ".join([path, *command.collect_usage_pieces(context)])
    label = f"({path.replace(' ', '-')})="
    parts = [f"{label}\n## `{path}`", f"```text\n{call}\n```", *_paragraphs(command.help)]
    parts += [_option(option, context) for option in command.params if isinstance(option, click.Option)]
    return "\n\n".join([*parts, *_paragraphs(command.epilog)]) + "\n"


def _option(option: click.Option, context: click.Context) -> str:
    """An option as an entry of a definition list."""
    names, said = option.get_help_record(context) or ("", "")
    return f"`{names}`\n: {_escaped(said)}"


def _paragraphs(text: str | None) -> list[str]:
    """What a help text says; a table of its own, behind a backspace, as it stands."""
    paragraphs = inspect.cleandoc(text or "").split("\n\n")
    return [
        f"```text\n{paragraph[1:].strip()}\n```" if paragraph.startswith("\b") else _escaped(paragraph)
        for paragraph in paragraphs
        if paragraph
    ]


def _escaped(text: str) -> str:
    """Text without meaning in Markdown, on one line."""
    return re.sub(r"([*_\\`\[\]<>{}$])", r"\\\1", " ".join(text.split()))
