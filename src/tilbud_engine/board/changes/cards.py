"""The cards: taken from the pile or written by hand, laid in weeks, moved, parked, and proposed by others."""

from __future__ import annotations

from tilbud_engine.board.changes.writing import Intent, changed, found, gone, is_hers, may_decide, new_id, put
from tilbud_engine.board.history import By, Change, Write
from tilbud_engine.board.plan import BoardCard, Face, Override, Place, Plan, Proposal, State, Stretch, Waiting
from tilbud_engine.errors import InputError, problem


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

    By anybody but the citizen it is offered to her: dashed until she says yes.
    """

    def intent(plan: Plan, version: int) -> Change:
        card = BoardCard(id=new_id(version), face=face, offer=offer, override=override, by=by.who)
        if by.who == "citizen":
            made = changed(card, place=place, at=at)
        else:
            made = changed(card, place="offered", proposal=Proposal(by=by.who, place=place, at=at, why=why))
        return Change("take", (put(plan, "cards", made),))

    return intent


def move(by: By, card: str, place: Place, at: Stretch | None = None, *, why: str | None = None) -> Intent:
    """Move a card to weeks, to the hand or to P; by anybody but the citizen it is a proposal.

    Without `at` it keeps the weeks that it had. A card at P is on pause, and what it was before comes back with it.
    """

    def intent(plan: Plan, _: int) -> Change:
        now: BoardCard = found(plan, "cards", card)
        stretch = at or now.at
        if place == "offered" or (place == "plan" and stretch is None):
            raise InputError([problem("board-card-needs-weeks", "")])
        if by.who != "citizen":
            made = changed(now, proposal=Proposal(by=by.who, place=place, at=stretch, why=why))
        elif now.place == "offered":
            raise InputError([problem("board-answer-proposal-first", "")])
        else:
            made = _in_place(now, place, stretch)
        return Change(_name_of(place), (put(plan, "cards", made),))

    return intent


def _name_of(place: Place) -> str:
    return {"parked": "park", "earlier": "earlier", "hand": "take_back"}.get(place, "move")


def _in_place(card: BoardCard, place: Place, at: Stretch | None) -> BoardCard:
    """Return the card in a place; P pauses what was going on, and the plan takes it up again (R-B05)."""
    state, before = card.state, card.state_before
    if place == "parked" and card.place != "parked" and state not in ("done", "declined", "paused"):
        state, before = "paused", state
    elif place != "parked" and state == "paused" and before is not None:
        state, before = before, None
    made: BoardCard = changed(card, place=place, at=at, state=state, state_before=before)
    return made


def answer_proposal(by: By, card: str, *, yes: bool) -> Intent:
    """Say yes or no to a proposal; only she does."""

    def intent(plan: Plan, _: int) -> Change:
        is_hers(by)
        now: BoardCard = found(plan, "cards", card)
        if now.proposal is None:
            raise InputError([problem("board-item-gone", "")])
        plain: BoardCard = now.model_copy(update={"proposal": None})
        if yes:
            at = now.proposal.at or now.at
            writes: tuple[Write, ...] = (put(plan, "cards", _in_place(plain, now.proposal.place, at)),)
        elif now.place == "offered":
            writes = (gone(plan, "cards", card),)
        else:
            writes = (put(plan, "cards", plain),)
        return Change("say_yes" if yes else "say_no", writes)

    return intent


def set_state(
    by: By, card: str, state: State, *, waiting: Waiting | None = None, declined_by: str | None = None
) -> Intent:
    """Say how it stands with a card: only a word on the board, never a decision."""

    def intent(plan: Plan, _: int) -> Change:
        may_decide(by)
        now: BoardCard = found(plan, "cards", card)
        before = now.state if state == "paused" and now.state != "paused" else None
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
    """Change what stands on a card: `times`, `where`, `hours`, `note`, `contact`, and the `face` of her own card."""

    def intent(plan: Plan, _: int) -> Change:
        may_decide(by)
        return Change("edit", (put(plan, "cards", changed(found(plan, "cards", card), **fields)),))

    return intent


def show(by: By, card: str, *, shown: bool) -> Intent:
    """Let others see a confidential or parked card by its name, or not; hers alone (R-D3)."""

    def intent(plan: Plan, _: int) -> Change:
        is_hers(by)
        return Change("share", (put(plan, "cards", changed(found(plan, "cards", card), shown=shown)),))

    return intent


def remove(by: By, card: str) -> Intent:
    """Take a card off the board; others take away only what they offered themselves."""

    def intent(plan: Plan, _: int) -> Change:
        now: BoardCard = found(plan, "cards", card)
        if by.who != "citizen" and not (now.place == "offered" and now.by == by.who):
            is_hers(by)
        return Change("remove", (gone(plan, "cards", card),))

    return intent
