"""The engine: from what a citizen says to explained cards and the few questions that matter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from tilbud_engine.audience import for_audience
from tilbud_engine.case import Citizen, Knowledge, read_knowledge
from tilbud_engine.catalogue import catalogue_folder
from tilbud_engine.composing import (
    Table,
    card,
    gaps,
    is_shielded,
    legs,
    may_be_named,
    not_now,
    not_relevant,
    questions,
    source_text,
    sources,
)
from tilbud_engine.errors import InputError, Language, Problem, nearest, problem
from tilbud_engine.matching import Match, Runtime, in_her_order, is_here, judge, match
from tilbud_engine.plugins import Registry
from tilbud_engine.rules.chairs import chair_in_use, legs_talked_about
from tilbud_engine.rules.checking import rule_problems
from tilbud_engine.rules.conditions import Condition, Verdict
from tilbud_engine.rules.durable import DurableRuntime, durable_available
from tilbud_engine.rules.leg_sets import Chair
from tilbud_engine.rules.reference import ReferenceRuntime, decide, trace
from tilbud_engine.rules.resolved import Resolved, ResolvedOffer
from tilbud_engine.rules.rulebook import Rulebook
from tilbud_engine.rules.ruleset import NATIONAL, Ruleset, find_rulesets, load_ruleset
from tilbud_engine.rules.turning import turns_yes_on
from tilbud_engine.rules.wording import Line, explanation, words
from tilbud_engine.settings import Settings
from tilbud_engine.suggestion import (
    Alarm,
    AlarmLine,
    Audience,
    EngineText,
    ExplainedRight,
    Explanation,
    ProblemText,
    ProposedBarrier,
    Suggestion,
)
from tilbud_engine.vocabulary import Vocabulary
from tilbud_engine.vocabulary.own_words import hear_hidden, propose

RuntimeName = Literal["durable", "reference"]


class Engine:
    """Suggests cards; holds offers and rules, and nothing about any citizen.

    Safe to use from several threads. What is wrong with plugins and rules stands in `problems` and in every answer.
    """

    def __init__(
        self,
        registry: Registry,
        rulebook: Rulebook,
        runtime: Runtime,
        problems: Sequence[Problem] = (),
        broken_rulesets: Mapping[str, Sequence[Problem]] | None = None,
        *,
        drafts: bool = False,
    ) -> None:
        self.registry = registry
        self.rulebook = rulebook
        self.runtime = runtime
        self.problems = tuple(dict.fromkeys([*registry.problems, *problems, *rule_problems(rulebook)]))
        self._broken = dict(broken_rulesets or {})
        self._drafts = drafts
        self._reference = runtime if isinstance(runtime, ReferenceRuntime) else ReferenceRuntime()

    @classmethod
    def load(
        cls,
        *,
        plugins: Iterable[Path] = (),
        rulesets: Iterable[Path] = (),
        settings: Settings | None = None,
        runtime: RuntimeName = "durable",
        catalogue: bool = True,
        drafts: bool = False,
        registry: Registry | None = None,
    ) -> Engine:
        """Load the engine with the catalogue and the rulesets that come with it, and more from folders.

        `plugins` are plugin folders or folders of them; `rulesets` are files or folders. Without durable-rules the
        reference evaluator answers alone, and the answer says so. Raises InputError for a ruleset in `rulesets`
        that cannot be read; one found in a folder of rulesets is reported, and refused when it is asked for.
        `drafts` lets drafts answer: for the policy lab, never for citizens. `registry` are plugins that were loaded
        already, in the place of `plugins`.
        """
        settings = settings or Settings()
        shipped = [catalogue_folder("plugins")] if catalogue else []
        registry = registry or Registry.load([*shipped, *plugins], settings)
        folders = [*([catalogue_folder("rulesets")] if catalogue else []), *settings.rulesets_dirs]
        found, broken, problems = find_rulesets(folders)
        for path in rulesets:
            loaded = load_ruleset(path)
            found[loaded.name] = loaded
            broken.pop(loaded.name, None)
        rulebook = Rulebook(_vocabulary(registry, found, drafts), registry.offers, found)
        live: Runtime = DurableRuntime() if runtime == "durable" and durable_available() else ReferenceRuntime()
        told = [*problems, *(one for many in broken.values() for one in many)]
        return cls(registry, rulebook, live, told, broken, drafts=drafts)

    @property
    def vocabulary(self) -> Vocabulary:
        """Return the words in use, those of plugins included."""
        return self.rulebook.vocabulary

    def close(self) -> None:
        """Free what the runtime holds."""
        self.runtime.close()

    def suggest(
        self,
        citizen: Citizen,
        on: dt.date | None = None,
        *,
        ruleset: str | None = None,
        audience: Audience = "citizen",
        language: Language = "da",
        with_ideas: bool = False,
        all_offers: bool = False,
        leg_set: str | None = None,
    ) -> Suggestion:
        """Return the cards, the questions that matter and what is not now, with a reason for each.

        `on` is the day asked about, else the citizen's own `on`. `leg_set` is one of the ruleset's own sets of legs;
        without it the legs are the vocabulary's four. Nothing is stored. Raises InputError with every fault in what
        was given; no message holds what she said.
        """
        table, matches, remarks = self._table(
            citizen, on, ruleset, language, audience, with_ideas=with_ideas, leg_set=leg_set
        )
        visible = in_her_order((one for one in matches if not is_shielded(one, table)), table.shown(table.barriers))
        # Nobody else's answer is touched by what is shielded, not even by a fault in it.
        shielded = [one for one in matches if is_shielded(one, table)] if audience == "caseworker" else []
        cards = tuple(card(one, table) for one in visible if _is_card(one, with_ideas))
        later = [not_now(one, table) for one in visible if not _is_card(one, with_ideas)]
        if all_offers:
            named = {one.offer.id for one in (*visible, *shielded)}
            rest = [one for one in table.resolved.offers.values() if one.id not in named]
            later += [not_relevant(one, language) for one in rest if may_be_named(one, table)]
        remarks += [fault for one in (*visible, *shielded) for fault in one.problems]
        remarks += gaps(cards, table)
        full = Suggestion(
            on=table.on,
            ruleset=table.resolved.ruleset,
            engine=EngineText("tilbud_engine", _version(), self.runtime.name),
            ruleset_sha256=table.resolved.sha256,
            cards=cards,
            not_now=tuple(later),
            questions=questions(visible, table),
            legs=legs(cards, table),
            alarms=self._alarms(table),
            shielded=tuple(card(one, table, reveal_hidden=True) for one in shielded if _is_card(one, with_ideas)),
            proposed_barriers=self._proposed(citizen, language),
            problems=_texts([*(one for one in self.problems if not one.is_remark), *remarks], language),
            leg_set=leg_set,
        )
        return for_audience(full, audience, self.vocabulary, language)

    def explain(
        self,
        citizen: Citizen,
        offer: str,
        on: dt.date | None = None,
        *,
        ruleset: str | None = None,
        audience: Audience = "citizen",
        language: Language = "da",
    ) -> Explanation:
        """Return the whole trace of one offer: each part with its value, the fact, the rule and the law.

        Raises InputError for an offer that is not known, or that is absent in this municipality; for a shielded offer
        unless the audience is `caseworker`; and when she is in danger, for then a human comes first.
        """
        table, matches, _ = self._table(citizen, on, ruleset, language, audience, with_ideas=False)
        if self._alarms(table):
            raise InputError([problem("human-first", "")])
        resolved = table.resolved.offers.get(offer)
        hidden = resolved is not None and resolved.offer.privacy == "shielded" and audience != "caseworker"
        if resolved is None or hidden or not is_here(resolved, table.resolved, table.knowledge):
            known = sorted(key for key, one in table.resolved.offers.items() if one.offer.privacy != "shielded")
            code = "offer-absent-here" if offer in self.rulebook.offers and not hidden else "unknown-offer"
            raise InputError([problem(code, "", name=offer, nearest=nearest(offer, known), known=", ".join(known))])
        found = next((one for one in matches if one.offer.id == offer), None) or self._alone(resolved, table)

        def lines(condition: Condition) -> tuple[Line, ...]:
            whole = trace(condition, table.knowledge.values)
            told = explanation(whole, table.knowledge, self.vocabulary, language)
            return tuple(line for line in told if line.fact is None or table.may_tell(line.fact))

        name = (language == "en" and resolved.offer.name_en) or resolved.offer.name
        is_card = _is_card(found, with_ideas=False)
        return Explanation(
            offer=offer,
            name=name,
            on=table.on,
            ruleset=table.resolved.ruleset,
            verdict=found.verdict,
            rule=resolved.rule,
            lines=lines(resolved.eligible),
            rights=tuple(
                ExplainedRight(
                    (language == "en" and right.text_en) or right.text,
                    source_text(right.source) if right.source else None,
                    decide(right.when, table.knowledge.values),
                    lines(right.when),
                )
                for right in resolved.rights
                if table.may_tell_all(right.when)
            ),
            sources=sources(found),
            assumptions=resolved.offer.assumptions if audience == "caseworker" else (),
            card=card(found, table) if is_card else None,
            not_now=None if is_card else not_now(found, table),
        )

    def chair(self, ruleset: str, on: dt.date, leg_set: str | None = None) -> Chair:
        """Return the legs in use under a ruleset on a day: those of its leg set, or the vocabulary's own.

        Raises InputError for a set that the ruleset does not have on the day, and for one that leaves a barrier out.
        """
        return chair_in_use(self.rulebook, ruleset, on, leg_set)

    def _alone(self, resolved: ResolvedOffer, table: Table) -> Match:
        """Return the match of an offer that answers none of her barriers: she may ask for any card (R-P12)."""
        [found] = judge(table.resolved, [resolved], table.knowledge, self.runtime, self._reference)
        return self._doubted(found, table.resolved, table.knowledge)

    def _table(
        self,
        citizen: Citizen,
        on: dt.date | None,
        ruleset: str | None,
        language: Language,
        audience: Audience,
        *,
        with_ideas: bool,
        leg_set: str | None = None,
    ) -> tuple[Table, list[Match], list[Problem]]:
        day = on or citizen.on
        if day is None:
            raise InputError([problem("date-missing", "")])
        knowledge, remarks = read_knowledge(citizen, self.vocabulary, day)
        derived, faults = self.registry.derive_facts(citizen, knowledge, day)
        knowledge = knowledge.with_derived(derived)
        remarks += faults
        name = self._ruleset_name(citizen, ruleset, knowledge)
        resolved = self._resolve(name, day)
        remarks += _mismatch(resolved, knowledge)
        home = resolved.municipality or str(knowledge.values.get("municipality") or "")

        def availability(offer: str) -> Mapping[str, Any] | None:
            told, problems = self.registry.availability(offer, home, day)
            remarks.extend(problems)
            return told.model_dump(mode="json", exclude_none=True) if told else None

        def turning(offer: ResolvedOffer) -> dt.date | None:
            return turns_yes_on(self.rulebook, name, offer, knowledge, day)

        chair = self.chair(name, day, leg_set)
        table = Table(
            vocabulary=self.vocabulary,
            resolved=resolved,
            citizen=citizen,
            knowledge=knowledge,
            chair=chair,
            talked_about=legs_talked_about(citizen.talked_about, chair, self.rulebook, name, day),
            language=language,
            availability=availability,
            turning=turning,
            on=day,
            audience=audience,
        )
        # Danger never yields a card.
        barriers = [code for code in table.barriers if not self.vocabulary.barriers[code].alarm]
        judged = match(resolved, barriers, knowledge, self.runtime, self._reference, with_ideas=with_ideas)
        matches = [self._doubted(one, resolved, knowledge) for one in judged]
        if audience != "caseworker":
            hidden = self.vocabulary.hidden_facts
            remarks[:] = [one for one in remarks if one.values.get("name") not in hidden]
        return table, matches, remarks

    def _ruleset_name(self, citizen: Citizen, ruleset: str | None, knowledge: Knowledge) -> str:
        """Return the ruleset: the call's, else the file's, else by her municipality, else the nation's."""
        stated = ruleset or citizen.ruleset
        if stated:
            return stated
        home = knowledge.values.get("municipality")
        if home is None:
            return NATIONAL
        return next((name for name in self._rulesets_of(str(home)) if not self._faults_of(name)), NATIONAL)

    def _rulesets_of(self, home: str) -> Iterator[str]:
        """Yield the names of the rulesets of a municipality, also of those that cannot be used."""
        for name, one in self.rulebook.rulesets.items():
            if not one.draft and one.document.municipality and self.rulebook.municipality_of(name) == home:
                yield name
        if home in self._broken:
            yield home

    def _faults_of(self, name: str) -> tuple[Problem, ...]:
        """Return why a ruleset cannot be used."""
        try:
            self.rulebook.layers(name)
        except InputError as error:
            return tuple(self._broken.get(name, error.problems))
        return ()

    def _doubted(self, found: Match, resolved: Resolved, knowledge: Knowledge) -> Match:
        """Return the match; a no by the nation's rules is unknown where her municipality's own cannot be used."""
        home = knowledge.values.get("municipality")
        if found.verdict is not Verdict.NO or resolved.municipality is not None or home is None:
            return found
        faults = [fault for name in self._rulesets_of(str(home)) for fault in self._faults_of(name)]
        return replace(found, verdict=Verdict.UNKNOWN, problems=tuple(faults)) if faults else found

    def _resolve(self, name: str, on: dt.date) -> Resolved:
        if name in self._broken:
            raise InputError(self._broken[name])
        layers = self.rulebook.layers(name)
        for layer in layers:
            if layer.draft and not self._drafts:
                raise InputError([problem("ruleset-is-draft", layer.place, name=layer.name)])
        return self.rulebook.resolve(name, on)

    def _alarms(self, table: Table) -> tuple[Alarm, ...]:
        """Return an alarm when she has stated danger, or when her words may mean it, whatever else they mean."""
        meant = {code for said in table.citizen.says for code in hear_hidden(said.words or "", self.vocabulary)}
        barriers = self.vocabulary.barriers
        if not any(barriers[code].alarm for code in {*table.barriers, *meant}):
            return ()
        lines = tuple(AlarmLine(one.name, one.telephone, one.hours) for one in table.resolved.emergency)
        return (Alarm(words("alarm", table.language), lines),)

    def _proposed(self, citizen: Citizen, language: Language) -> tuple[ProposedBarrier, ...]:
        """Return what her words without a code may mean; none is assumed."""
        return tuple(
            ProposedBarrier(said.words, one.barrier, words("matched-phrase", language, phrase=one.phrase))
            for said in citizen.says
            if said.words and not said.barrier
            for one in propose(said.words, self.vocabulary)
        )


def _is_card(found: Match, with_ideas: bool) -> bool:
    if found.verdict not in (Verdict.YES, Verdict.UNKNOWN):
        return False
    return with_ideas or found.offer.not_offered is None


def _mismatch(resolved: Resolved, knowledge: Knowledge) -> list[Problem]:
    home = knowledge.values.get("municipality")
    if home is None or resolved.municipality is None or home == resolved.municipality:
        return []
    return [problem("ruleset-mismatch", "", ruleset=resolved.ruleset)]


def _vocabulary(registry: Registry, rulesets: Mapping[str, Ruleset], drafts: bool) -> Vocabulary:
    """Fill the facts whose values are municipalities and offers with what is loaded."""
    official = {one.code for one in registry.vocabulary.municipalities.values()}
    own = {
        name: one.document.title or name
        for name, one in rulesets.items()
        if one.document.municipality and one.document.municipality not in official and (drafts or not one.draft)
    }
    names = {key: next(iter(one.versions)).name for key, one in registry.offers.items()}
    sets = (one for ruleset in rulesets.values() for here in ruleset.documents for one in here.leg_sets.values())
    return registry.vocabulary.with_values(own, names, (leg for one in sets for leg in one.legs))


def _texts(problems: Iterable[Problem], language: Language) -> tuple[ProblemText, ...]:
    return tuple(
        ProblemText(one.code, one.where, one.message(language), one.hint(language)) for one in dict.fromkeys(problems)
    )


@cache
def _version() -> str:
    try:
        return version("tilbud-engine")
    except PackageNotFoundError:
        return "0"
