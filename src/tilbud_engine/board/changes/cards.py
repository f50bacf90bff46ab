"""The cards: taken from the pile or written by hand, laid in weeks, moved, parked, and proposed by others."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tilbud_engine.board.changes.writing import (
    Intent,
    changed,
    found,
    gone,
    is_hers,
    may_decide,
    may_write,
    new_id,
    put,
)
from tilbud_engine.board.history import By, Change, hand_of
from tilbud_engine.board.laying import is_within, laid
from tilbud_engine.board.plan import (
    MEETINGS,
    BoardCard,
    Face,
    Override,
    Place,
    Plan,
    Proposal,
    State,
    Stretch,
    Waiting,
    Who,
    in_order,
)
from tilbud_engine.board.views import is_covered, seen_by
from tilbud_engine.errors import InputError, problem

_MAY_EDIT: Mapping[Who, frozenset[str]] = MappingProxyType(
    {
        "citizen": frozenset({"times", "where", "hours", "note", "contact", "face"}),
        "caseworker": frozenset({"times", "where", "contact"}),
        "companion": frozenset(),
    }
)


def take(
    by: By,
    face: Face,
    offer: str | None = None,
    place: Place = "hand",
    at: Stretch | None = None,
    *,
    override: Override | None = None,
    why: str | None = None,
) -> Intent:
    """Take a card from the pile, or write one of her own, into the hand or straight onto the plan.

    By anybody but the citizen it is offered to her: dashed until she says yes. An offer that lies on the board already
    is not taken twice; one that is offered to her is hers by being taken. `override` is a caseworker's alone (R-D1).
    """

    def intent(plan: Plan, version: int) -> Change:
        may_write(plan, by)
        _has_weeks(plan, place, at)
        if override is not None and by.who != "caseworker":
            raise InputError([problem("board-caseworkers-alone", "")])
        there = _of_offer(seen_by(plan, by.who, by.companion).cards, offer)
        if there:
            if there[0].place != "offered" or by.who != "citizen":
                raise InputError([problem("board-card-already-there", "")])
            taken = there[0].model_copy(update={"proposal": None})
            rest = tuple(gone(plan, "cards", one.id) for one in there[1:])
            return Change("take", (put(plan, "cards", laid(taken, place, at)), *rest))
        card = BoardCard(id=new_id(plan, version), face=face, offer=offer, override=override, by=by.who)
        if by.who == "citizen":
            card = next(iter(_of_offer(plan.drafted, offer)), card)  # One card in two drafts.
            return Change("take", (put(plan, "cards", laid(card, place, at)),))
        made = changed(card, place="offered", proposal=_proposal(by, place, at, why))
        return Change("offer", (put(plan, "cards", made),))

    return intent


def _of_offer(cards: Mapping[str, BoardCard], offer: str | None) -> list[BoardCard]:
    """Return the cards of an offer that are there already, hers first; a former course may be taken again."""
    same = [one for one in cards.values() if offer is not None and one.offer == offer]
    live = [one for one in same if one.place != "earlier" and one.state not in ("done", "declined")]
    return sorted(in_order(live), key=lambda one: one.place == "offered")


def _proposal(by: By, place: Place, at: Stretch | None, why: str | None) -> Proposal:
    return Proposal(by=by.who, name=by.name, companion=by.companion, place=place, at=at, why=why)


def _has_weeks(plan: Plan, place: Place, at: Stretch | None) -> None:
    """Refuse a place on the plan without weeks, and in weeks that the plan does not have."""
    if place == "offered" or (place == "plan" and at is None):
        raise InputError([problem("board-card-needs-weeks", "")])
    if place == "plan" and at is not None and not is_within(plan, at):
        raise InputError([problem("board-week-outside-plan", "")])


def move(by: By, card: str, place: Place, at: Stretch | None = None, *, why: str | None = None) -> Intent:
    """Move a card to weeks, to the hand or to P; by anybody but the citizen it is a proposal.

    Without `at` it keeps the weeks that it had. A card at P is on pause, and what it was before comes back with it. A
    proposal that somebody has made stays until she answers it, also when she moves the card elsewhere meanwhile.
    """

    def intent(plan: Plan, _: int) -> Change:
        may_write(plan, by)
        now: BoardCard = found(plan, "cards", card, by)
        stretch = at or now.at
        if at is not None and now.at is not None and at.lane == MEETINGS and is_covered(now, "shared"):
            stretch = changed(at, lane=now.at.lane)  # It was moved where it is covered: its own lane is not seen there.
        _has_weeks(plan, place, stretch)
        if by.who == "citizen":
            if now.place == "offered":
                raise InputError([problem("board-answer-proposal-first", "")])
            return Change(_NAMES.get(place, "move"), (put(plan, "cards", laid(now, place, stretch)),))
        if now.proposal is not None and not _is_mine(now.proposal, by):
            raise InputError([problem("board-proposal-waits", "")])
        return Change("propose", (put(plan, "cards", changed(now, proposal=_proposal(by, place, stretch, why))),))

    return intent


_NAMES: Mapping[Place, str] = MappingProxyType({"parked": "park", "earlier": "earlier", "hand": "take_back"})


def _is_mine(proposal: Proposal, by: By) -> bool:
    return hand_of(proposal.by, proposal.name, proposal.companion) == by.hand


def answer_proposal(by: By, card: str, *, yes: bool) -> Intent:
    """Say yes or no to a proposal; only she does.

    A yes to an offer of which she has a card already, at P or in the other draft, moves that card; and it answers
    everybody who offered her the same.
    """

    def intent(plan: Plan, _: int) -> Change:
        is_hers(by)
        now: BoardCard = found(plan, "cards", card)
        if now.proposal is None:
            raise InputError([problem("board-item-gone", "")])
        place, at = now.proposal.place, now.proposal.at or now.at
        plain: BoardCard = now.model_copy(update={"proposal": None})
        if not yes:
            write = gone(plan, "cards", card) if now.place == "offered" else put(plan, "cards", plain)
            return Change("say_no", (write,))
        _has_weeks(plan, place, at)
        if now.place != "offered":
            return Change("say_yes", (put(plan, "cards", laid(plain, place, at)),))
        same = _of_offer({**plan.drafted, **plan.cards}, now.offer)
        held = next((one for one in same if one.place != "offered"), plain)
        answered = {one.id for one in same if one.place == "offered"} | {card}
        rest = tuple(gone(plan, "cards", key) for key in sorted(answered - {held.id}))
        return Change("say_yes", (put(plan, "cards", laid(held, place, at)), *rest))

    return intent


def withdraw_proposal(by: By, card: str) -> Intent:
    """Take back what one proposed oneself."""

    def intent(plan: Plan, _: int) -> Change:
        may_write(plan, by)
        now: BoardCard = found(plan, "cards", card, by)
        if now.proposal is None or not _is_mine(now.proposal, by):
            raise InputError([problem("board-item-gone", "")])
        plain = now.model_copy(update={"proposal": None})
        write = gone(plan, "cards", card) if now.place == "offered" else put(plan, "cards", plain)
        return Change("withdraw_proposal", (write,))

    return intent


def set_state(
    by: By, card: str, state: State, *, waiting: Waiting | None = None, declined_by: str | None = None
) -> Intent:
    """Say how it stands with a card: only a word on the board, never a decision."""

    def intent(plan: Plan, _: int) -> Change:
        may_decide(by)
        now: BoardCard = found(plan, "cards", card, by)
        if now.place == "offered":
            raise InputError([problem("board-answer-proposal-first", "")])
        before = now.state_before if state == now.state else now.state if state == "paused" else None
        made = changed(
            now,
            state=state,
            state_before=before,
            waiting=waiting if state == "waiting" else None,
            declined_by=declined_by if state == "declined" else None,
        )
        return Change("state", (put(plan, "cards", made),))

    return intent


def edit(by: By, card: str, **fields: object) -> Intent:
    """Change what stands on a card: `times`, `where`, `hours`, `note`, `contact`, and the `face` of her own card.

    A caseworker changes only `times`, `where` and `contact`. Raises InputError for any other field.
    """

    def intent(plan: Plan, _: int) -> Change:
        may_decide(by)
        now: BoardCard = found(plan, "cards", card, by)
        if not fields.keys() <= _MAY_EDIT[by.who] or ("face" in fields and now.offer is not None):
            raise InputError([problem("board-hers-alone", "")])
        contact = fields.get("contact")
        person = found(plan, "contacts", contact, by) if isinstance(contact, str) else None
        writes = [put(plan, "cards", changed(now, **fields))]
        if person is not None and now.face.privacy == "confidential" and card not in person.names:
            # Whoever belonged to it is not shown when it goes either: the name would tell of it.
            writes.append(put(plan, "contacts", changed(person, names=(*person.names, card))))
        return Change("edit", tuple(writes))

    return intent


def depart(by: By, card: str, override: Override | None) -> Intent:
    """Write on a card that she has taken why it may suit her although the rules do not give it, or take that away.

    A caseworker's alone; it decides nothing, and the card stays where it is (R-D1).
    """

    def intent(plan: Plan, _: int) -> Change:
        if by.who != "caseworker":
            raise InputError([problem("board-caseworkers-alone", "")])
        now: BoardCard = found(plan, "cards", card, by)
        if now.offer is None:
            raise InputError([problem("board-item-gone", "")])
        return Change("depart", (put(plan, "cards", changed(now, override=override)),))

    return intent


def show(by: By, card: str, *, shown: bool) -> Intent:
    """Let others see a confidential or parked card by its name, or not; hers alone (R-D3)."""

    def intent(plan: Plan, _: int) -> Change:
        is_hers(by)
        return Change("share", (put(plan, "cards", changed(found(plan, "cards", card), shown=shown)),))

    return intent


def remove(by: By, card: str) -> Intent:
    """Take a card off the board; others take away only what they offered themselves.

    What names it on meetings and in agreements is seen by her alone from then on (see `naming`).
    """

    def intent(plan: Plan, _: int) -> Change:
        may_write(plan, by)
        now: BoardCard = found(plan, "cards", card, by)
        if by.who != "citizen" and not (now.place == "offered" and now.proposal and _is_mine(now.proposal, by)):
            is_hers(by)
        return Change("remove", (gone(plan, "cards", card),))

    return intent
