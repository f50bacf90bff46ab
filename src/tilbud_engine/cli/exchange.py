"""`tilbud offers export` and `tilbud offers import`: offers in the forms that others use, and back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.listing import check_name
from tilbud_engine.cli.loading import exit_for, load_engine
from tilbud_engine.cli.options import lang_option, on_option, plugins_option, ruleset_option, today
from tilbud_engine.cli.page import Page
from tilbud_engine.cli.speaking import SpokenCommand, SpokenOption, texts_of, wrong
from tilbud_engine.cli.texts import Texts
from tilbud_engine.errors import InputError, Problem, problem
from tilbud_engine.kit.incoming import Comparison, compare, ids_in, put, write
from tilbud_engine.rules.resolved import Resolved, ResolvedOffer
from tilbud_engine.rules.ruleset import NATIONAL


class _Export(SpokenCommand):
    help_key = "offers export"


class _Import(SpokenCommand):
    help_key = "offers import"


_hsds_option = click.option("--hsds", is_flag=True, cls=SpokenOption)
_cpsv_option = click.option("--cpsv", is_flag=True, cls=SpokenOption)
_xlsx_option = click.option("--xlsx", is_flag=True, cls=SpokenOption)


@click.command("export", cls=_Export)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@_hsds_option
@_cpsv_option
@_xlsx_option
@click.option("--out", cls=SpokenOption, type=click.Path(path_type=Path), metavar="FILE")
@click.option("--with-shielded", is_flag=True, cls=SpokenOption)
@ruleset_option
@on_option
@plugins_option
@lang_option
@click.pass_context
def export(
    ctx: click.Context,
    *,
    names: tuple[str, ...],
    hsds: bool,
    cpsv: bool,
    xlsx: bool,
    out: Path | None,
    with_shielded: bool,
    ruleset: str | None,
    on: dt.date | None,
    plugins: tuple[Path, ...],
    lang: str | None,  # noqa: ARG001  (see speaking.language_of)
) -> Exit:
    """Write the offers of a ruleset on a day in another form."""
    say, day = texts_of(ctx), on or today()
    form = _one_form(ctx, say, hsds=hsds, cpsv=cpsv, xlsx=xlsx)
    if form == "xlsx" and out is None:
        wrong(say, "export-needs-out", ctx)
    if form == "xlsx" and out is not None and out.exists() and out.suffix.lower() == ".xlsx":
        # A sheet is edited by hand and then imported; what nobody has imported yet would be lost.
        raise InputError([problem("export-file-there", str(out))])
    engine, chosen = load_engine(plugins, ruleset, "reference")
    resolved = engine.rulebook.resolve(chosen or NATIONAL, day)
    offers, left_out = _chosen(names, resolved, with_shielded)
    if left_out:
        click.echo(say("export-shielded", names=", ".join(left_out)), err=True)
    match form:
        case "hsds":
            from tilbud_engine.kit.hsds import hsds_page

            _write_json(hsds_page(offers, resolved, engine.rulebook), out)
        case "cpsv":
            from tilbud_engine.kit.cpsv import cpsv_document

            _write_json(cpsv_document(offers, resolved, engine.rulebook), out)
        case _:
            from tilbud_engine.kit.spreadsheet import write_sheet

            ids = [one.id for one in offers]
            written = write_sheet(out or Path(), ids, engine.rulebook, ruleset=resolved.ruleset, on=day)
            click.echo(say("export-written", count=written, path=out), err=True)
            return exit_for(engine)
    if out is not None:
        click.echo(say("export-written", count=len(offers), path=out), err=True)
    return exit_for(engine)


@click.command("import", cls=_Import)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@_hsds_option
@_xlsx_option
@click.option("--columns", "mapping", cls=SpokenOption, type=click.Path(path_type=Path), metavar="FILE")
@click.option("--into", "folder", cls=SpokenOption, required=True, type=click.Path(path_type=Path), metavar="DIR")
@click.option("--write", "writes", is_flag=True, cls=SpokenOption)
@on_option
@plugins_option
@lang_option
@click.pass_context
def import_(
    ctx: click.Context,
    *,
    file: Path,
    hsds: bool,
    xlsx: bool,
    mapping: Path | None,
    folder: Path,
    writes: bool,
    on: dt.date | None,
    plugins: tuple[Path, ...],
    lang: str | None,  # noqa: ARG001  (see speaking.language_of)
) -> Exit:
    """Show what a file of offers would change in a plugins folder; write it with --write."""
    say, page = texts_of(ctx), Page()
    form = _one_form(ctx, say, hsds=hsds, xlsx=xlsx)
    if form == "xlsx":
        return _import_sheet(say, page, file, mapping=mapping, folder=folder, plugins=plugins, on=on, writes=writes)
    from tilbud_engine.kit.hsds import read_hsds

    # The words of what stands in the folder count too: a condition that comes back may use them.
    engine, _ = load_engine((*plugins, *([folder] if folder.is_dir() else [])), None, "reference")
    day = on or today()
    elsewhere = set(engine.rulebook.offers) - ids_in(folder)
    incoming, remarks = read_hsds(file, engine.rulebook, day, elsewhere)
    comparison = compare(incoming, folder, day)
    show_comparison(page, say, comparison, remarks)
    if not writes:
        page.text(say("import-only-shown"))
        return Exit.FINE
    for path in write(comparison, folder):
        page.line(say("import-wrote", path=path))
    return Exit.FINE


def _import_sheet(
    say: Texts,
    page: Page,
    file: Path,
    *,
    mapping: Path | None,
    folder: Path,
    plugins: tuple[Path, ...],
    on: dt.date | None,
    writes: bool,
) -> Exit:
    """Show what a spreadsheet would change, and write it when asked to."""
    from tilbud_engine.kit.spreadsheet import compare_sheet

    # What stands in the folder takes part, so that a row is held against it and not against what is shipped.
    engine, _ = load_engine((*plugins, *([folder] if folder.is_dir() else [])), None, "reference")
    found = compare_sheet(file, folder, engine.rulebook, on=on, today=today(), mapping=mapping)
    show_comparison(page, say, found.comparison)
    if not writes:
        page.text(say("import-only-shown"))
        return Exit.FINE
    for path, text in found.files.items():
        put(path, text)
        page.line(say("import-wrote", path=path))
    return Exit.FINE


def _one_form(ctx: click.Context, say: Texts, **given: bool) -> str:
    """Return the one form that was asked for; none and several are refused."""
    forms = [name for name, wanted in given.items() if wanted]
    if len(forms) != 1:
        wrong(say, "exchange-one-form", ctx, known=(), forms=", ".join(f"--{name}" for name in given))
    return forms[0]


def _chosen(names: Sequence[str], resolved: Resolved, with_shielded: bool) -> tuple[list[ResolvedOffer], list[str]]:
    """Return the offers to write, and the shielded ones that are left out; what is not here only when it is named."""
    for name in names:
        check_name("unknown-offer", name, resolved.offers)
    here = [
        key for key, one in resolved.offers.items() if one.not_offered is None or one.not_offered.code != "not-here"
    ]
    wanted = [resolved.offers[name] for name in (names or here)]
    hidden = [one.id for one in wanted if one.offer.privacy == "shielded" and not with_shielded]
    return [one for one in wanted if one.id not in hidden], hidden


def _write_json(document: Any, out: Path | None) -> None:
    text = f"{json.dumps(document, ensure_ascii=False, indent=2)}\n"
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8", newline="\n")


def show_comparison(page: Page, say: Texts, found: Comparison, remarks: Sequence[Problem] = ()) -> None:
    """Print what is new, changed field by field, unchanged and missing, and what a human must look at."""
    for one in found.new:
        page.text(say("import-new", name=one.id), style="name")
        page.text(str(one.offer.get("name") or one.at_first.get("name") or one.id), 2)
    for two in found.changed:
        page.text(say("import-changed", name=two.id), style="name")
        for change in two.changes:
            page.item(
                say(
                    "import-change",
                    name=change.name,
                    before=_short(say, change.before),
                    after=_short(say, change.after),
                ),
                2,
            )
    for key, names in (("import-unchanged", found.unchanged), ("import-missing", found.missing)):
        if names:
            page.text(say(key, names=", ".join(names)))
    for fault in (*found.problems, *remarks):
        page.item(fault.line(say.language))
    page.text(
        say(
            "import-counted",
            new=len(found.new),
            changed=len(found.changed),
            unchanged=len(found.unchanged),
            missing=len(found.missing),
        )
    )


def _short(say: Texts, value: Any) -> str:
    """Return a value as a line shows it."""
    if value is None:
        return say("import-nothing")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


COMMANDS = {"offers export": export, "offers import": import_}
