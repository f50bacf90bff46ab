"""Three sides and no way between them: an attacker with one session gets nothing of another's."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.web.served import CITIZEN, NOW, RULESET, TODAY, desk_in
from tests.web.sides import Table
from tilbud_engine.board.changes import about, cards, case, meetings, notes, people
from tilbud_engine.board.history import By
from tilbud_engine.board.meeting import NETWORK, meeting_words
from tilbud_engine.board.plan import Face, Stretch, Who
from tilbud_engine.web.app import make_app
from tilbud_engine.web.visiting import SIDES, cookie_name

CASEWORKER = By(who="caseworker")
SECRETS = ("hemmelig-frustration", "hemmelig-note", "hemmeligt-parkeret", "hemmelig-behandling", "hemmelige-ord")
"""What she wrote or laid and has shared with nobody."""

SHIELDED = ("Trygt sted", "trygt sted", "N-VOLD", "violence_at_home")
STAFF_ONLY = ("Hold fokus i samtalen", "Kun på din skærm", "Det skal kommunen finde ud af")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    """A plan that no test here changes: all of them say so."""
    with laid(tmp_path_factory.mktemp("table")) as made:
        yield made


@pytest.fixture
def own_table(tmp_path: Path) -> Iterator[Table]:
    """A plan of the test's own."""
    with laid(tmp_path) as made:
        yield made


@contextmanager
def laid(folder: Path) -> Iterator[Table]:
    """Lay a plan with something of everything that somebody must not see."""
    with desk_in(folder) as desk:
        store = desk.store
        stored = store.new(CITIZEN, about.begin(CITIZEN, TODAY, RULESET), NOW)
        at = Stretch(lane="H", first=TODAY, last=TODAY)
        for intent in (
            people.companion(CITIZEN, "Mona", ("plan", "meeting")),
            notes.add(CITIZEN, "frustration", SECRETS[0]),
            notes.add(CITIZEN, "note", SECRETS[1]),
            cards.take(CITIZEN, Face(word=SECRETS[2]), place="parked"),
            cards.take(CITIZEN, Face(word=SECRETS[3], privacy="confidential"), place="plan", at=at),
            case.say(CITIZEN, f"{SECRETS[4]}: jeg er bange for at gå hjem", "N-VOLD"),
            case.say(CITIZEN, None, "N-MOEDER"),
            meetings.plan_meeting(CITIZEN, "Mit emne"),
            about.talk_alone(CITIZEN),
        ):
            stored = store.change(stored.code, stored.version, CITIZEN, intent, NOW)
        yield Table(desk, make_app(desk), stored, next(iter(stored.plan.companions)))


def test_no_page_of_another_side_opens_for_any_session_in_any_cookie(table: Table) -> None:
    """A session is tried in its own cookie, in each of the others, and in all at once."""
    keys = {role: table.key(role, table.stored.code) for role in SIDES}
    for role, key in keys.items():
        others = dict.fromkeys(map(cookie_name, SIDES), key)
        for other, side in SIDES.items():
            if other == role:
                continue
            for path in table.paths(side):
                for cookies in ({cookie_name(other): key}, {cookie_name(role): key}, others):
                    answer = table.client(cookies).get(path)
                    assert answer.status_code in (403, 404), (role, path)
                    assert "Mit emne" not in answer.text


def test_no_change_on_another_side_is_made_by_any_session(table: Table) -> None:
    for role in SIDES:
        key = table.key(role, table.stored.code)
        for other, side in SIDES.items():
            if other == role:
                continue
            for path in table.paths(side, "POST"):
                cookies = dict.fromkeys(map(cookie_name, SIDES), key)
                form = {"version": str(table.stored.version), "covered": "", "name": "x", "text": "x", "topic": "x"}
                answer = table.client(cookies).post(path, data=form)
                assert answer.status_code in (403, 404, 422), (role, path)
                assert "Mit emne" not in answer.text
    assert table.desk.store.get(table.stored.code).version == table.stored.version


def test_without_a_session_nothing_opens(table: Table) -> None:
    for side in SIDES.values():
        for path in table.paths(side):
            answer = table.client({}).get(path)
            assert answer.status_code in (403, 404), path
            assert "Mit emne" not in answer.text


def test_what_is_shielded_and_what_is_for_staff_stand_on_no_page_of_hers_or_the_companions(table: Table) -> None:
    for role in ("citizen", "companion"):
        client = table.client({cookie_name(role): table.key(role, table.stored.code)})
        for path in table.paths(SIDES[role]):
            told = client.get(path).text.replace(SECRETS[4] + ": jeg er bange for at gå hjem", "")
            for word in (*SHIELDED, *STAFF_ONLY):
                assert word not in told, (path, word)


def test_the_caseworker_sees_what_is_shielded_on_her_side_and_that_she_is_wanted_alone(table: Table) -> None:
    client = table.client({cookie_name("caseworker"): table.key("caseworker", table.stored.code)})
    told = client.get(f"/sagsbehandler/{table.stored.code}/overblik").text
    assert "Trygt sted" in told
    assert "Borgeren vil gerne tale med dig alene" in told


def test_what_she_has_not_shared_stands_on_no_page_of_the_others(table: Table) -> None:
    """R-D3."""
    hers = {"caseworker": (SECRETS[0], SECRETS[1], SECRETS[2]), "companion": SECRETS}
    for role, secrets in hers.items():
        key = table.key(role, table.stored.code)  # type: ignore[arg-type]
        client = table.client({f"tilbud-{role}": key})
        for path in table.paths(SIDES[role]):  # type: ignore[index]
            told = client.get(path).text
            for secret in secrets:
                assert secret not in told, (path, secret)


def test_with_the_private_hidden_her_own_screen_shows_the_board_and_the_meeting_without_it(table: Table) -> None:
    links = table.desk.links
    session = links.enter(links.link("citizen", code=table.stored.code))
    assert session is not None
    links.cover(session, covered=True)
    client = table.client({cookie_name("citizen"): session.key})
    for path in ("", "/moede", "/tavle", "/rettigheder", "/kalender.ics"):
        told = client.get(f"/plan/{table.stored.code}{path}").text
        for secret in SECRETS:
            assert secret not in told, (path, secret)


def test_with_the_private_hidden_the_meeting_does_not_tell_where_something_stands_in_the_way(own_table: Table) -> None:
    store, stored = own_table.desk.store, own_table.stored
    stored = store.change(stored.code, stored.version, CITIZEN, case.say(CITIZEN, None, "H-STOF"), NOW)
    links = own_table.desk.links
    session = links.enter(links.link("citizen", code=stored.code))
    assert session is not None
    client = own_table.client({cookie_name("citizen"): session.key})
    assert "Krop og sind" in client.get(f"/plan/{stored.code}/moede").text
    links.cover(session, covered=True)
    assert "Krop og sind" not in client.get(f"/plan/{stored.code}/moede").text


def test_with_the_private_hidden_nobody_is_proposed_who_tells_whom_she_has(own_table: Table) -> None:
    """R-D3: her companions, and that she has said that somebody stands by her."""
    stored = own_table.stored
    known = case.answer(CITIZEN, NETWORK, 2, TODAY)
    own_table.desk.store.change(stored.code, stored.version, CITIZEN, known, NOW)
    hers = own_table.client({cookie_name("citizen"): own_table.key("citizen", stored.code)})
    page = f"/plan/{stored.code}/moede"
    network = meeting_words("da")("network")
    for is_told, covered in ((True, ""), (False, "1")):
        hers.post(f"/plan/{stored.code}/daek", data={"covered": covered})
        told = hers.get(page).text
        assert [one in told for one in ("Mona", network)] == [is_told, is_told]


def test_nobody_reads_the_history_by_asking_what_is_new_since_the_beginning(own_table: Table) -> None:
    """R-D3."""
    store, stored = own_table.desk.store, own_table.stored
    wish = store.change(stored.code, stored.version, CITIZEN, notes.add(CITIZEN, "wish", "taget-tilbage"), NOW)
    stored = store.change(stored.code, wish.version, CITIZEN, notes.remove(CITIZEN, f"{wish.version}-1"), NOW)
    for role, side in (("caseworker", "/sagsbehandler"), ("companion", "/bisidder")):
        client = own_table.client({cookie_name(role): own_table.key(role, stored.code)})  # type: ignore[arg-type]
        assert client.get(f"{side}/{stored.code}/historie").status_code == 403
        assert 'data-message=""' in client.get(f"{side}/{stored.code}/tavle?siden=0").text
        form = {"version": "1", "kind": "mind", "text": "Trapper"}
        told = client.post(f"{side}/{stored.code}/skriv", data=form, headers={"hx-request": "true"})
        assert told.status_code == 200
        assert "Mit emne" not in told.text.partition("data-focus")[0]


def test_a_session_for_one_plan_opens_no_other(table: Table) -> None:
    other = table.desk.store.new(CITIZEN, about.begin(CITIZEN, TODAY, RULESET), NOW)
    for role, side in SIDES.items():
        client = table.client({cookie_name(role): table.key(role, other.code)})
        for path in table.paths(side):
            if table.stored.code in path:
                assert client.get(path).status_code in (403, 404), path
    bound = table.client({cookie_name("caseworker"): table.key("caseworker", other.code)})
    assert bound.post("/sagsbehandler/find", data={"code": table.stored.code}).status_code in (403, 404)


def test_a_companions_way_in_ends_with_the_meeting_at_once_on_a_screen_that_is_open(own_table: Table) -> None:
    """R-D15."""
    theirs = own_table.client({cookie_name("companion"): own_table.key("companion", own_table.stored.code)})
    hers = own_table.client({cookie_name("citizen"): own_table.key("citizen", own_table.stored.code)})
    waiting = own_table.desk.links.link("companion", code=own_table.stored.code, companion=own_table.companion)
    assert theirs.get(f"/bisidder/{own_table.stored.code}/se").status_code == 200
    meeting = next(iter(own_table.stored.plan.meetings))
    held = hers.post(
        f"/plan/{own_table.stored.code}/moede/{meeting}/holdt", data={"version": str(own_table.stored.version)}
    )
    assert held.status_code == 303
    for path in own_table.paths("/bisidder"):
        assert theirs.get(path).status_code == 403, path
    assert theirs.get(f"/ind/{waiting}").status_code == 403


def test_a_companion_decides_nothing_by_sending_forms_that_no_page_shows(table: Table) -> None:
    """R-D15."""
    theirs = table.client({cookie_name("companion"): table.key("companion", table.stored.code)})
    meeting = f"/bisidder/{table.stored.code}/moede/{next(iter(table.stored.plan.meetings))}"
    form = {
        "version": str(table.stored.version),
        "topic": "Andet",
        "day": "2026-09-09",
        "text": "Andet",
        "point": "0",
        "name": "Mona",
        "who": "Mona",
        "what": "bestemmer",
    }
    for action in ("emne", "tid", "ja", "nej", "punkt", "punkt-op", "punkt-vaek", "aftale", "holdt", "aflys"):
        assert theirs.post(f"{meeting}/{action}", data=form).status_code in (403, 422), action
    assert theirs.post(meeting.rpartition("/")[0], data=form).status_code == 403
    assert table.desk.store.get(table.stored.code).version == table.stored.version


def test_a_caseworker_chooses_neither_topic_nor_people_and_answers_no_question_of_hers(table: Table) -> None:
    """R-P1, R-D10."""
    theirs = table.client({cookie_name("caseworker"): table.key("caseworker", table.stored.code)})
    side = f"/sagsbehandler/{table.stored.code}"
    meeting = f"{side}/moede/{next(iter(table.stored.plan.meetings))}"
    form = {"version": str(table.stored.version), "topic": "Job", "name": "Chefen", "why": "", "point": "0"}
    for action in ("emne", "ja", "nej", "punkt-op", "punkt-vaek", "aflys", "inviter"):
        assert theirs.post(f"{meeting}/{action}", data=form).status_code in (403, 422), action
    hers = {"version": str(table.stored.version), "fact": "age", "value": "40"}
    assert theirs.post(f"{side}/svar", data=hers).status_code == 422
    assert table.desk.store.get(table.stored.code).version == table.stored.version


def test_a_shielded_card_cannot_be_proposed_onto_her_board(table: Table) -> None:
    theirs = table.client({cookie_name("caseworker"): table.key("caseworker", table.stored.code)})
    form = {"version": str(table.stored.version), "offer": "krisecenter", "why": "fordi", "note": "fordi"}
    assert theirs.post(f"/sagsbehandler/{table.stored.code}/foreslaa", data=form).status_code == 422
    assert table.desk.store.get(table.stored.code).version == table.stored.version


@pytest.mark.parametrize("number", ["010190-1234", "0101\ue00090-1234", "010190 \t\n \t \t\n1234"])
@pytest.mark.parametrize("field", ["topic", "name", "text", "where"])
def test_a_cpr_number_is_refused_and_never_sent_back(table: Table, field: str, number: str) -> None:
    """R-D7."""
    hers = table.client({cookie_name("citizen"): table.key("citizen", table.stored.code)})
    action = {"topic": "emne", "name": "inviter", "text": "punkt", "where": "tid"}[field]
    meeting = f"/plan/{table.stored.code}/moede/{next(iter(table.stored.plan.meetings))}"
    answer = hers.post(f"{meeting}/{action}", data={"version": str(table.stored.version), field: number})
    assert answer.status_code == 422
    assert number[:4] not in answer.text
    assert table.desk.store.get(table.stored.code).version == table.stored.version


@pytest.mark.parametrize(("role", "side"), [("citizen", "/plan"), ("caseworker", "/sagsbehandler")])
def test_a_cpr_number_that_is_looked_for_among_the_cards_is_refused_and_not_sent_back(
    table: Table, role: Who, side: str
) -> None:
    """R-D7: it is pasted into the wrong box now and then."""
    client = table.client({cookie_name(role): table.key(role, table.stored.code)})
    path = f"{side}/{table.stored.code}/alle-kort"
    answer = client.post(path, data={"soeg": "010190-1234"})
    assert (answer.status_code, "010190" in answer.text, "******-****" in answer.text) == (422, False, True)
    assert "010190" not in client.get(path).text


def test_a_companion_whose_access_she_ended_sees_nothing_whoever_wrote_it_down(own_table: Table) -> None:
    """R-D15: the plan itself says so, also where the session was forgotten."""
    theirs = own_table.client({cookie_name("companion"): own_table.key("companion", own_table.stored.code)})
    stored, ended = own_table.stored, people.end_companion(CITIZEN, own_table.companion)
    own_table.desk.store.change(stored.code, stored.version, CITIZEN, ended, NOW)
    for path in own_table.paths("/bisidder"):
        assert theirs.get(path).status_code == 403, path


def test_every_link_on_every_page_of_each_side_leads_to_a_page(own_table: Table) -> None:
    stored, first = own_table.stored, TODAY + dt.timedelta(days=1)
    for day in (first, first + dt.timedelta(weeks=60)):  # In the weeks of the plan, and outside of them.
        intent = meetings.plan_meeting(CITIZEN, f"Møde {day}", day=day)
        stored = own_table.desk.store.change(stored.code, stored.version, CITIZEN, intent, NOW)
    for role, side in SIDES.items():
        client = own_table.client({cookie_name(role): own_table.key(role, stored.code)})
        links = {
            html.unescape(link)
            for path in own_table.paths(side)
            for link in re.findall(r'<a\b[^>]*\bhref="(/[^"#]*)', client.get(path).text)
        }
        lost = [link for link in links if client.get(link).status_code >= 400]
        assert (len(links) > 5, lost) == (True, [])
