"""`tilbud plugin try`: the card as the citizen will see it, and why it is or is not for her."""

from __future__ import annotations

import datetime as dt
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from tilbud_engine.case import Citizen
from tilbud_engine.cli.exits import Exit
from tilbud_engine.cli.explain import show_explanation
from tilbud_engine.cli.loading import STDIN, aside, read_citizen, ruleset_path, settings_here
from tilbud_engine.cli.options import lang_option, on_option, ruleset_option, today
from tilbud_engine.cli.page import Page
from tilbud_engine.cli.speaking import SpokenCommand, SpokenOption, texts_of, wrong
from tilbud_engine.cli.texts import Texts
from tilbud_engine.errors import InputError, TilbudError, problem
from tilbud_engine.kit.picture import Face, card_page, card_png, label
from tilbud_engine.kit.trial import Trial, Tried, Wanted, Workbench
from tilbud_engine.rules.ruleset import load_ruleset
from tilbud_engine.suggestion import Audience

_WIDTH = 44


class _Try(SpokenCommand):
    help_key = "plugin try"


_file = click.Path(path_type=Path, dir_okay=False)
_ENDINGS = {"--html": (".html", ".htm"), "--png": (".png",)}
"""What a file that is written must be called: nobody's offer is written over by a slip."""


@click.command("try", cls=_Try)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--citizen", "citizen", cls=SpokenOption, metavar="FILE")
@on_option
@ruleset_option
@click.option("--audience", cls=SpokenOption, type=click.Choice(("citizen", "caseworker", "shared")), default="citizen")
@click.option("--html", "page_file", cls=SpokenOption, type=_file, metavar="FILE")
@click.option("--png", "png_file", cls=SpokenOption, type=_file, metavar="FILE")
@click.option("--watch", "watches", cls=SpokenOption, is_flag=True)
@lang_option
@click.pass_context
def try_(
    ctx: click.Context,
    *,
    folder: Path,
    citizen: str | None,
    on: dt.date | None,
    ruleset: str | None,
    audience: Audience,
    page_file: Path | None,
    png_file: Path | None,
    watches: bool,
    lang: str | None,  # noqa: ARG001  (see speaking.language_of)
) -> Exit:
    """Show the cards of DIR to a citizen."""
    say = texts_of(ctx)
    if watches and citizen == STDIN:
        wrong(say, "try-watch-stdin", ctx)
    for option, file in (("--html", page_file), ("--png", png_file)):
        if file is not None and file.suffix.lower() not in _ENDINGS[option]:
            wrong(say, "try-ending", ctx, option=option, ending=_ENDINGS[option][0])
    shows = _Shows(say, folder, citizen, ruleset, page_file=page_file, png_file=png_file)
    wanted = Wanted(audience, say.language, on, ruleset)
    if not watches:
        return shows.once(wanted)
    for _ in _moments(shows.read_from, shows.written):
        try:
            shows.once(wanted)
        except TilbudError as error:  # What is wrong now may be mended in a minute.
            for one in error.problems:
                shows.page.line(one.line(say.language))
        shows.page.line()
        shows.page.line(say("try-watching"))
        sys.stdout.flush()
    return Exit.FINE


def _moments(paths: Sequence[Path], own: Sequence[Path]) -> Iterator[object]:
    """Yield once, and again each time something below the paths was saved; files of our own do not count.

    Raises InputError where the library is not installed, and for a path that is not there.
    """
    if missing := [one for one in paths if not one.exists()]:
        raise InputError(problem("file-missing", str(one)) for one in missing)
    try:
        from watchfiles import DefaultFilter, watch
    except ImportError:
        raise InputError([problem("extra-missing", "", library="watchfiles", extra="kit")]) from None
    heard = DefaultFilter(ignore_paths=[one.resolve() for one in own])
    # The first of them comes at once and empty: from then on nothing that is saved is missed.
    first = True
    for changes in watch(*paths, watch_filter=heard, debounce=400, rust_timeout=250, yield_on_timeout=True):
        if first or changes:
            yield changes
        first = False


class _Shows:
    """Shows a folder, as often as it is asked to."""

    def __init__(
        self,
        say: Texts,
        folder: Path,
        citizen: str | None,
        ruleset: str | None,
        *,
        page_file: Path | None,
        png_file: Path | None,
    ) -> None:
        self.say = say
        self.page = Page()
        self.folder = folder
        self.citizen = citizen
        self.ruleset = ruleset_path(ruleset)
        self.page_file = page_file
        self.png_file = png_file
        self.written: list[Path] = [one for one in (page_file, png_file) if one is not None]

    @property
    def read_from(self) -> list[Path]:
        """The folders and files whose change is worth another look."""
        return [self.folder, *([Path(self.citizen)] if self.citizen else []), *([self.ruleset] if self.ruleset else [])]

    def once(self, wanted: Wanted) -> Exit:
        """Print the cards with their explanations, and write the files that were asked for."""
        if self.ruleset is not None:
            wanted = replace(wanted, ruleset=load_ruleset(self.ruleset).name)
        settings = settings_here()
        with aside():
            bench = Workbench(self.folder, settings, today(), [self.ruleset] if self.ruleset else [])
        try:
            person = read_citizen(self.citizen, bench.engine.vocabulary) if self.citizen else None
            with aside():
                trial = bench.try_out(wanted, person)
            return self.shown(trial, person)
        finally:
            bench.close()

    def shown(self, trial: Trial, person: Citizen | None) -> Exit:
        """Print a trial."""
        for one in trial.problems:
            self.page.line(one.line(self.say.language))
        for number, tried in enumerate(trial.tried):
            if number or trial.problems:
                self.page.line()
            self.card(tried, person)
        faces = [one.printed for one in trial.tried if one.printed is not None]
        self.files(faces)
        faults = [*trial.problems, *(one for tried in trial.tried for one in tried.problems)]
        return (
            Exit.FINE if all(one.is_remark or one.code == "plugin-code-not-allowed" for one in faults) else Exit.FAULTS
        )

    def card(self, tried: Tried, person: Citizen | None) -> None:
        """Print one card, whom it is shown to, and why."""
        if tried.face is not None:
            for line in drawn(tried.face, self.say, min(_WIDTH, self.page.width)):
                self.page.line(line)
        for one in tried.problems:
            self.page.text(one.line(self.say.language))
        if tried.is_faulty:
            self.page.line()
            self.page.text(self.say("try-faulty"))
        if tried.explanation is None:
            return
        self.page.line()
        if person is None:
            self.page.text(self.say("try-example", name=tried.example))
        if tried.card is None:
            self.page.text(self.say("try-not-shown"))
        show_explanation(self.page, self.say, tried.explanation)

    def files(self, faces: list[Face]) -> None:
        """Write the page and the pictures of the cards that paper may show."""
        if not faces:
            return  # A shielded card never comes on paper; that has been said.
        if self.page_file is not None:
            self.page_file.write_text(card_page(faces, self.say.language), encoding="utf-8", newline="\n")
            self.page.line(self.say("try-written", path=self.page_file))
        if self.png_file is not None:
            for face in faces:
                name = self.png_file.name if len(faces) == 1 else f"{self.png_file.stem}-{face.offer}.png"
                file = self.png_file.with_name(name)
                file.write_bytes(card_png(face))
                self.page.line(self.say("try-written", path=file))


def drawn(face: Face, say: Texts, wide: int = _WIDTH) -> Iterator[str]:
    """Yield the lines of a card drawn with characters, so many to a line: its front, and its back below."""
    width = wide - 4
    front = _wrapped(face.word, width)
    if face.alt:
        front += _wrapped(say("try-picture", alt=face.alt), width)
    if face.status in ("idea", "trial"):
        front += _wrapped(label(face.status, face.language), width)
    back = _wrapped(face.text, width)
    for part in (face.entitlement, *(f"{name}: {text}" for name, text in face.lines)):
        if part:
            back += ["", *_wrapped(part, width)] if back else _wrapped(part, width)
    yield f"╭{'─' * (wide - 2)}╮"
    yield from (f"│ {line:<{width}} │" for line in front)
    if back:
        yield f"├{'─' * (wide - 2)}┤"
        yield from (f"│ {line:<{width}} │" for line in back)
    yield f"╰{'─' * (wide - 2)}╯"


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False)


COMMANDS = {"try": try_}
