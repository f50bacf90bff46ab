"""What the screens of the conversation share: what the engine says now, what is new since, and a human first."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tilbud_engine.board.advice import advise, news_of_hints
from tilbud_engine.board.changes.case import in_her_order
from tilbud_engine.board.following import Following, News, follow, news
from tilbud_engine.board.history import By, replayed
from tilbud_engine.board.plan import Said
from tilbud_engine.board.storage import Stored
from tilbud_engine.errors import Language
from tilbud_engine.messages import engine_language
from tilbud_engine.suggestion import Alarm, Audience
from tilbud_engine.vocabulary import Barrier, Vocabulary
from tilbud_engine.vocabulary.own_words import hear_hidden
from tilbud_engine.web.answers import Answers, following_for, worth_telling
from tilbud_engine.web.showing import show
from tilbud_engine.web.speaking import Say
from tilbud_engine.web.visiting import board_of, desk_of, language_of, say_of, session_of

PART = "conversation"

MOST_HEARD = 3
"""So many lines of news are said with a message; all of them stand on the page."""

BETWEEN_SENTENCES = re.compile(r"(?<=[.!?]) +(?=[A-ZÆØÅ])")

LONGEST_QUOTE = 80
"""Longer words of hers are not repeated on a card, in letters."""


@dataclass(frozen=True)
class Talk:
    """One plan in front of one person, and what the engine says of it in her language."""

    stored: Stored
    following: Following
    by: By
    say: Say

    @property
    def language(self) -> Language:
        """Return the language of the engine's own texts."""
        return engine_language(self.say.language)

    @property
    def vocabulary(self) -> Vocabulary:
        """Return the words in use."""
        return self.following.vocabulary

    def says(self, code: str) -> str:
        """Return a barrier as a citizen puts it."""
        return says_of(self.vocabulary.barriers[code], self.language)

    @cached_property
    def own(self) -> Mapping[str, str]:
        """Return her own words for what she said, by code, where they are few and may be repeated.

        Words that mean several things would not say which of them a card answers.
        """
        said = [one for one in in_her_order(self.stored.plan) if one.barrier and one.words]
        used = Counter(one.words for one in said)
        return {
            one.barrier: one.words.rstrip(".")
            for one in reversed(said)
            if one.barrier and one.words and used[one.words] == 1
            if len(one.words) <= LONGEST_QUOTE and self.may_repeat(one)
        }

    def may_repeat(self, said: Said) -> bool:
        """Tell whether a screen may repeat what she said: nothing that tells of something hidden, or may do so."""
        barriers = self.vocabulary.barriers
        same = (one for one in self.stored.plan.says.values() if one is said or (one.words and one.words == said.words))
        if any(one.barrier in barriers and barriers[one.barrier].hidden for one in same if one.barrier):
            return False
        return not (said.words and hear_hidden(said.words, self.vocabulary))


async def talk_of(request: Request) -> Talk:
    """Return the plan that is talked about, and what the engine says of it.

    Raises NoSession where it is not theirs.
    """
    stored = await board_of(request)
    language = engine_language(language_of(request, stored))
    following = await run_in_threadpool(_followed, request, stored, language)
    return Talk(stored, following, session_of(request).by, say_of(request, PART, stored=stored))


def _followed(request: Request, stored: Stored, language: Language) -> Following:
    answers: Answers = request.app.state.answers
    return answers.follow(desk_of(request), stored, "citizen", language)


@dataclass(frozen=True, slots=True)
class NewsLine:
    """What is new of one kind and for one reason: the words of the cards, or what the questions are about."""

    kind: str
    words: tuple[str, ...]
    because: str


async def news_of(request: Request, talk: Talk) -> tuple[NewsLine, ...]:
    """Return what is new since the version that the address names (`?nyt=7`), and why; nothing without one."""
    since = request.query_params.get("nyt", "")
    if not (since.isascii() and since.isdigit() and len(since) < 8):
        return ()
    return await run_in_threadpool(_news_since, request, talk, int(since))


def _news_since(request: Request, talk: Talk, since: int) -> tuple[NewsLine, ...]:
    desk = desk_of(request)
    earlier = [event for event in desk.store.events(talk.stored.code) if event.version <= since]
    if not earlier or since >= talk.stored.version:
        return ()
    then = replayed(earlier)
    before = follow(desk.engine, then, desk.today(), "citizen", talk.language, kept=talk.following)
    lines = _grouped(news(before, talk.following, added=desk.look.folder), before, talk)
    old, new = (
        advise(desk.engine, plan, said, desk.today(), talk.say.language, added=desk.look.folder)
        for plan, said in ((then, before), (talk.stored.plan, talk.following))
    )
    hints = worth_telling(news_of_hints(old, new))
    return (*lines, *(NewsLine("hint", (one.text,), one.because) for one in hints))


def news_for_her(request: Request, stored: Stored, since: int) -> str:
    """Return what is new to her since a version, and why, where somebody else has changed the plan meanwhile.

    Nothing on a screen that others look at, nor where the rules of the plan are gone.
    """
    following = following_for(request, stored) if session_of(request).viewer == "citizen" else None
    if following is None:
        return ""
    talk = Talk(stored, following, session_of(request).by, say_of(request, PART, stored=stored))
    return in_words(_news_since(request, talk, since), talk.say)


def _grouped(told: Iterable[News], before: Following, talk: Talk) -> tuple[NewsLine, ...]:
    """Return news in few words: what has the same reason in one line, questions as a number (R-P16)."""
    lines: dict[tuple[str, str], list[str]] = {}
    for one in told:
        if one.kind == "answered":
            continue
        card = talk.following.cards.get(one.about) or before.cards.get(one.about)
        fact = talk.vocabulary.facts.get(one.about)
        word = card.word if card else fact.in_words("label", talk.language) if fact else ""
        because = one.because if one.kind in ("card", "card_sure", "card_unsure", "card_gone") else ""
        lines.setdefault((one.kind, because), []).append(word)
    return tuple(NewsLine(kind, tuple(words), because) for (kind, because), words in lines.items())


def in_words(news: Iterable[NewsLine], say: Say) -> str:
    """Return what is new, and why, for who hears it: a few lines, and no reason twice."""
    lines = tuple(news)
    told = [say("news-heard")] if lines else []
    for one in lines[:MOST_HEARD]:
        told.append(say(f"news-{one.kind}", count=len(one.words), words=", ".join(one.words)))
        told += BETWEEN_SENTENCES.split(one.because)
    return " ".join(filter(None, dict.fromkeys((*told, say("news-more") if len(lines) > MOST_HEARD else ""))))


def told(request: Request, back: str, message: str) -> Response:
    """Go back with a message, where nothing on the plan has changed."""
    desk_of(request).links.tell(session_of(request), message)
    return RedirectResponse(back, 303)


async def page(request: Request, template: str, talk: Talk, *, status: int = 200, **values: Any) -> Response:
    """Answer with a screen of the conversation.

    Where a human comes first, with calm words and no cards; where the screen is covered, with nothing of what is said.
    """
    if session_of(request).covered:
        return await show(request, "covered.html", stored=talk.stored, parts=[PART])
    alarms = talk.following.suggestion.alarms
    if alarms:
        return await show(request, "pause.html", stored=talk.stored, parts=[PART], alarms=_calm(request, talk))
    heard = in_words(values.get("news", ()), talk.say)
    return await show(request, template, stored=talk.stored, parts=[PART], status=status, heard=heard, **values)


def _calm(request: Request, talk: Talk) -> tuple[Alarm, ...]:
    """Return what an alarm says here.

    At the table others may look on, so it is only a pause. On her own screen she may sit alone, and is given the
    telephones that else are the caseworker's.
    """
    desk, asked = desk_of(request), talk.following.asked
    audience: Audience = "shared" if talk.by.at_table else "caseworker"
    told = desk.engine.suggest(
        asked.citizen,
        asked.on,
        ruleset=asked.ruleset,
        audience=audience,
        language=asked.language,
        leg_set=asked.leg_set,
    )
    return told.alarms


def says_of(barrier: Barrier, language: Language) -> str:
    """Return a barrier as a citizen puts it."""
    return (language == "en" and barrier.says_en) or barrier.says


def picture_of(code: str, leg: str) -> str:
    """Return the name of the picture beside a barrier, or of that of its leg."""
    pictures = _pictures()
    return pictures["barriers"].get(code) or pictures["legs"].get(leg, "circles-three")


@cache
def _pictures() -> Mapping[str, Mapping[str, str]]:
    text = files("tilbud_engine.web").joinpath("barrier_pictures.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
