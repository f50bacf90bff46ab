"""What somebody tries who should not: other sites, other people's plans, used links, odd and large requests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import httpx2 as httpx
import pytest
from playwright.sync_api import Page

from tests.web.laid import at, key_of, laid_plan, own
from tests.web.served import CITIZEN, MOST_SECONDS_TO_WAIT, Site
from tilbud_engine.board.changes import case, people
from tilbud_engine.board.storage import Stored


@pytest.fixture
def client(site: Site) -> Iterator[httpx.Client]:
    with site.client() as made:
        yield made


def enter(
    client: httpx.Client, site: Site, stored: Stored | None = None, role: str = "citizen", **more: object
) -> None:
    link = site.link(role, stored.code if stored else None, **more)  # type: ignore[arg-type]
    assert client.get(link).status_code == 303


class Turn:
    """A writer's turn that is asked for, and given when the test says so."""

    def __init__(self) -> None:
        self.asked, self.given = Event(), Event()

    def __enter__(self) -> None:
        self.asked.set()
        assert self.given.wait(MOST_SECONDS_TO_WAIT)

    def __exit__(self, *_: object) -> None:
        pass


def move(stored: Stored) -> dict[str, str]:
    return {"card": key_of(stored, "Museumstur"), "place": "parked", "version": str(stored.version)}


def test_a_link_works_once(client: httpx.Client, site: Site) -> None:
    link = site.link()
    assert client.get(link).status_code == 303
    client.cookies.clear()
    again = client.get(link)
    assert again.status_code == 403
    assert "set-cookie" not in again.headers


def test_a_made_up_link_and_a_made_up_cookie_open_nothing(client: httpx.Client, site: Site) -> None:
    stored = laid_plan(site)
    assert client.get("/ind/" + "A" * 32).status_code == 403
    client.cookies.set("tilbud-citizen", "A" * 43)
    answer = client.get(f"/plan/{stored.code}")
    assert answer.status_code == 403
    assert "Museumstur" not in answer.text


def test_another_persons_plan_cannot_be_told_from_one_that_never_was(client: httpx.Client, site: Site) -> None:
    hers, other = laid_plan(site), laid_plan(site)
    enter(client, site, hers)
    for path in ("", "/historie", "/tavle", "/foelg", "/paa/2-1"):
        assert client.get(f"/plan/{other.code}{path}").status_code == 403
        assert client.get(f"/plan/BBBB-BBBB-BBBB{path}").status_code == 403
    assert client.post(f"/plan/{other.code}/flyt", data=move(other)).status_code == 403
    assert site.desk.store.get(other.code).version == other.version


def test_a_screen_that_is_bound_to_a_plan_opens_no_other(client: httpx.Client, site: Site) -> None:
    hers, other = laid_plan(site), laid_plan(site)
    enter(client, site, hers)
    assert client.post("/find", data={"code": other.code}).status_code in (404, 422)
    assert client.post("/begynd", data={"weeks": "13"}).status_code == 403
    assert client.get(f"/plan/{other.code}").status_code == 403


def test_a_closed_plan_is_not_seen_by_whoever_sits_there_next(client: httpx.Client, site: Site) -> None:
    stored = laid_plan(site)
    enter(client, site)
    client.post("/find", data={"code": stored.code})
    assert client.get(f"/plan/{stored.code}").status_code == 200
    client.post("/luk")
    answer = client.get(f"/plan/{stored.code}")
    assert answer.status_code == 403
    assert answer.headers["cache-control"] == "no-store"


def test_each_side_has_a_session_of_its_own(client: httpx.Client, site: Site) -> None:
    stored = laid_plan(site)
    enter(client, site, stored)
    assert client.get(f"/sagsbehandler/{stored.code}/plan").status_code == 403
    client.cookies.set("tilbud-caseworker", client.cookies["tilbud-citizen"])
    assert client.get(f"/sagsbehandler/{stored.code}/plan").status_code == 403
    client.cookies.delete("tilbud-caseworker")
    enter(client, site, stored, "caseworker")
    page = client.get(f"/sagsbehandler/{stored.code}/plan")
    assert page.status_code == 200
    for hers in ("Kørekort", "For mange breve", "Husk sko"):
        assert hers not in page.text


def test_a_companion_sees_what_is_switched_on_and_decides_nothing(client: httpx.Client, site: Site) -> None:
    stored = site.change(laid_plan(site), people.companion(CITIZEN, "Bo", ["plan"]))
    [companion] = stored.plan.companions
    enter(client, site, stored, "companion", companion=companion, name="Bo")
    page = client.get(f"/bisidder/{stored.code}/plan")
    assert page.status_code == 200
    assert "Museumstur" in page.text
    for hers in ("Kørekort", "For mange breve", "Husk sko", "Et arbejde, hvor", "Jeg ringede selv"):
        assert hers not in page.text
    state = {"state": "agreed", "version": str(stored.version)}
    assert (
        client.post(f"/bisidder/{stored.code}/paa/{key_of(stored, 'Museumstur')}/stand", data=state).status_code == 403
    )
    site.desk.links.end_companion(stored.code)
    assert client.get(f"/bisidder/{stored.code}/plan").status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://example.dk"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
        {"origin": "", "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": ""},
    ],
)
def test_a_change_that_another_page_asks_for_is_refused(site: Site, headers: dict[str, str]) -> None:
    stored = laid_plan(site)
    with httpx.Client(base_url=site.address, timeout=MOST_SECONDS_TO_WAIT) as client:
        enter(client, site, stored)
        sent = {name: value for name, value in headers.items() if value}
        if "origin" not in headers:
            sent["origin"] = site.address
        assert client.post(f"/plan/{stored.code}/flyt", data=move(stored), headers=sent).status_code == 403
    assert site.desk.store.get(stored.code).version == stored.version


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "", "192.0.2.1"]
)
def test_a_name_that_was_made_to_point_here_gets_nothing(client: httpx.Client, site: Site, host: str) -> None:
    stored = laid_plan(site)
    enter(client, site, stored)
    answer = client.get(f"/plan/{stored.code}", headers={"host": host})
    assert answer.status_code in (400, 421)
    assert "Museumstur" not in answer.text


def test_a_large_body_is_refused_whatever_it_says_of_its_length(client: httpx.Client, site: Site) -> None:
    stored = laid_plan(site)
    enter(client, site, stored)
    large = "text=" + "a" * 70_000
    form = {"content-type": "application/x-www-form-urlencoded"}
    place = f"/plan/{stored.code}/skriv"
    assert client.post(place, content=large, headers=form).status_code == 413
    assert client.post(place, content=iter([large.encode()]), headers=form).status_code == 413


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"kind=note&text=%ff%fe", "application/x-www-form-urlencoded"),
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b'{"kind": "note"}', "application/json"),
        (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x"),
        (b"&".join(b"a=1" for _ in range(600)), "application/x-www-form-urlencoded"),
        (b"kind=note&text=hej&version=-1", "application/x-www-form-urlencoded"),
        (b"kind=note&text=hej&version=%D9%A3", "application/x-www-form-urlencoded"),
        (b"kind=nope&text=hej&version=1", "application/x-www-form-urlencoded"),
        (b"kind=note&text=hej", "application/x-www-form-urlencoded"),
        (b"", "application/x-www-form-urlencoded"),
    ],
)
def test_an_odd_form_changes_nothing_and_breaks_nothing(
    client: httpx.Client, site: Site, body: bytes, kind: str
) -> None:
    stored = laid_plan(site)
    enter(client, site, stored)
    answer = client.post(f"/plan/{stored.code}/skriv", content=body, headers={"content-type": kind})
    assert answer.status_code == 422
    assert site.desk.store.get(stored.code).version == stored.version


@pytest.mark.parametrize(
    ("place", "fields"),
    [
        ("/paa/{card}/ret", {"days": "²"}),
        ("/paa/{card}/ret", {"days": "9"}),
        ("/paa/{card}/ret", {"days": "1", "every": "99"}),
        ("/paa/{card}/ret", {"days": "1", "end": "10:00"}),
        ("/paa/{card}/ret", {"days": "1", "start": "10:00+02:00"}),
        ("/paa/{card}/stand", {"state": "waiting", "whom": "x" * 1_001}),
        ("/paa/{card}/stand", {"state": "waiting", "whom": "010190-1234"}),
        ("/flyt", {"place": "plan", "week": "9999-12-31", "lane": "A"}),
        ("/flyt", {"place": "plan", "week": "2026-09-07", "lane": "x" * 200}),
        ("/kort", {"offer": "mentor", "lay": "1", "first": "9999-12-31"}),
        ("/min-uge", {"do": "add", "text": "Sover", "days": "0"}),
        ("/min-uge", {"do": "add", "text": "Sover", "start": "08:00"}),
        ("/maal/tid", {"start": "9999-12-31", "weeks": "13"}),
        ("/oensker", {"kind": "note", "text": "Husk sko"}),
        ("/oensker/ret", {"kind": "frustration", "note": "9-1", "text": "Husk sko"}),
    ],
)
def test_an_odd_field_is_told_and_breaks_nothing(
    client: httpx.Client, site: Site, place: str, fields: dict[str, str]
) -> None:
    stored = laid_plan(site)
    enter(client, site, stored)
    card = key_of(stored, "Museumstur")
    form = {"version": str(stored.version), "card": card, **fields}
    answer = client.post(f"/plan/{stored.code}{place.format(card=card)}", data=form)
    assert answer.status_code in (303, 422)
    assert "010190" not in answer.text
    if answer.status_code == 422:
        assert site.desk.store.get(stored.code).version == stored.version


@pytest.mark.parametrize(
    "path",
    [
        "/plan/..%2f..%2fetc%2fpasswd",
        "/plan/%00",
        "/plan/" + "A" * 5_000,
        "/static/x/..%2f..%2fapp.py",
        "/static/../app.py",
        "/billede/..%2f..%2fapp.py",
        "/plan/{code}/paa/<script>",
        "/plan/{code}/note/%F0%9F%8E%B5",
        "/plan/{code}/tavle?siden=99999999999999999999",
        "/plan/{code}/historie/dag?dag=9999-99-99",
    ],
)
def test_an_odd_address_breaks_nothing(client: httpx.Client, site: Site, path: str) -> None:
    stored = laid_plan(site)
    enter(client, site, stored)
    answer = client.get(path.format(code=stored.code))
    assert answer.status_code < 500
    assert "<script>" not in answer.text.replace('<script src="', "")
    assert "def make_app" not in answer.text


def test_what_somebody_writes_is_never_read_as_markup(page: Page, site: Site) -> None:
    attack = "<img src=x onerror=alert(1)>'\"{{7*7}}</textarea><script>alert(2)</script>"
    stored = site.plan()
    site.enter(page, stored)
    wishes = page.get_by_role("region", name="Det vil jeg gerne")
    wishes.get_by_text("Skriv", exact=False).first.click()
    wishes.get_by_role("textbox").first.fill(attack)
    wishes.get_by_role("button", name="Gem").first.click()
    wishes.get_by_role("link", name=attack[:20]).click()
    assert page.get_by_role("dialog").get_by_role("textbox").input_value() == attack
    assert page.locator("main script, main img").count() == 0


def test_every_answer_holds_the_browser_to_our_own_files(client: httpx.Client, site: Site) -> None:
    stored = laid_plan(site)
    enter(client, site, stored)
    for path in ("/", f"/plan/{stored.code}", "/nowhere", f"/plan/{stored.code}/del", "/ind/x"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_no_page_and_no_file_of_ours_names_another_host_or_holds_a_style_or_script(
    client: httpx.Client, site: Site
) -> None:
    stored = laid_plan(site)
    enter(client, site, stored)
    for path in ("", "/del", "/historie", f"/paa/{key_of(stored, 'Psykolog')}"):
        text = client.get(f"/plan/{stored.code}{path}").text
        assert not re.search(r'\sstyle=|<style|\son\w+="|<script(?! src="/static/)', text)
        assert not re.search(r'(?:href|src|action)="(?!/|#|data:,)', text)
    folder = Path(__file__).parents[2] / "src" / "tilbud_engine" / "web" / "static"
    for file in (*folder.glob("*.css"), *folder.glob("*.js")):
        assert "http" not in file.read_text(encoding="utf-8").replace("http-", ""), file.name


def test_the_first_page_is_small_and_its_files_are_kept(client: httpx.Client, site: Site) -> None:
    stored = laid_plan(site)
    enter(client, site, stored)
    page = client.get(f"/plan/{stored.code}")
    assert page.headers["content-encoding"] == "gzip"
    sizes = {f"/plan/{stored.code}": int(page.headers["content-length"])}
    for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text):
        answer = client.get(address)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        sizes[address] = int(answer.headers["content-length"])
    letters = [one for one in sizes if one.endswith(".woff2")]
    assert letters == []
    assert sum(sizes.values()) < 90_000, sizes  # and three files of letters of 20 KB each


def test_a_code_is_not_written_to_any_log(site: Site, client: httpx.Client, capfd: pytest.CaptureFixture[str]) -> None:
    stored = laid_plan(site)
    enter(client, site, stored)
    client.get(f"/plan/{stored.code}")
    out, err = capfd.readouterr()
    assert stored.code not in out + err


def test_another_persons_session_ends_no_companions_way_in(client: httpx.Client, site: Site) -> None:
    stored = site.plan(people.companion(CITIZEN, "Mona"))
    companion = next(iter(stored.plan.companions))
    with site.client() as theirs:
        enter(theirs, site, stored, "companion", companion=companion)
        enter(client, site, site.plan())
        answer = client.post(f"/plan/{stored.code}/del", data={"do": "end", "id": companion, "version": "2"})
        assert answer.status_code == 403
        assert theirs.get(f"/bisidder/{stored.code}/se").status_code == 200


def test_the_stream_of_a_screen_ends_with_its_session(client: httpx.Client, site: Site) -> None:
    """R-D15: whoever has no access any more learns nothing of when something happens either."""
    stored = site.plan(people.companion(CITIZEN, "Mona"))
    companion = next(iter(stored.plan.companions))
    enter(client, site, stored, "companion", companion=companion)
    with client.stream("GET", f"/bisidder/{stored.code}/foelg") as stream:
        heard = stream.iter_lines()
        assert "retry: 2000" in next(heard)
        with site.client() as hers:
            enter(hers, site, stored)
            form = {"do": "end", "id": companion, "version": str(stored.version)}
            assert hers.post(f"/plan/{stored.code}/del", data=form).status_code == 303
        assert f"data: {stored.version + 1}" in list(heard)


def test_no_title_in_the_history_of_the_browser_tells_what_is_private(client: httpx.Client, site: Site) -> None:
    stored = site.plan(
        own("Psykologsamtaler", "plan", at("life", 1), privacy="confidential"),
        own("Kørekort", "parked"),
        own("Museumstur", "plan", at("life", 1)),
        case.say(CITIZEN, None, "H-ANGST"),
    )
    enter(client, site, stored)

    def title(path: str) -> str:
        found = re.search("<title>(.*)</title>", client.get(f"/plan/{stored.code}{path}").text)
        assert found is not None
        return found[1]

    assert title(f"/paa/{key_of(stored, 'Museumstur')}") == "Museumstur"
    assert title(f"/paa/{key_of(stored, 'Psykologsamtaler')}") == title(f"/paa/{key_of(stored, 'Kørekort')}") == "Kort"
    assert title("/kort/psykolog_henvist") == "Kort"
    assert title("/kort/mentor") == "Mentor"
    site.change(stored, case.say(CITIZEN, None, "H-AKUT"))
    assert title("/i-vejen") == "Min plan"


@pytest.mark.parametrize(("meanwhile", "then"), [("/plan/{code}/daek", "/plan/{code}"), ("/luk", "/")])
def test_what_was_done_is_not_told_on_a_screen_that_was_covered_or_cleared_before_it_was_done(
    client: httpx.Client, site: Site, meanwhile: str, then: str
) -> None:
    """R-D3: a change that waits for the database, while she hides the private or puts the plan away."""
    stored = laid_plan(site)
    enter(client, site)
    assert client.post("/find", data={"code": stored.code}).status_code == 303
    code, turn = stored.code, Turn()
    site.desk.store._one_writer = turn  # type: ignore[assignment]  # What each change waits for.
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(client.post, f"/plan/{code}/flyt", data=move(stored))
        assert turn.asked.wait(MOST_SECONDS_TO_WAIT)
        assert client.post(meanwhile.format(code=code), data={"covered": "1"}).status_code == 303
        turn.given.set()
        assert waiting.result().status_code in (303, 403)
    assert site.desk.store.get(code).plan.cards[key_of(stored, "Museumstur")].place == "parked"
    assert "Museumstur" not in client.get(then.format(code=code)).text
