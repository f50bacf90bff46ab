"""The whole meeting by somebody who cannot see, first screen to last: what she hears after each thing she does.

Everything is found in the accessibility tree by role and name, and done by keys; what is not said is not known to her.
"""

from __future__ import annotations

import re

from tests.web.every_page import met
from tests.web.heard import faults_of
from tests.web.laid import laid_plan
from tests.web.screen_reader import ACTS, Reader, is_whole, sentences
from tests.web.served import CITIZEN, Site
from tilbud_engine.board.changes import case
from tilbud_engine.web.serving import make_ready


def hears(reader: Reader, told: str, *parts: str, on: str = "") -> None:
    """Check that what is said is whole sentences with these parts, and that the focus is on something named so."""
    assert is_whole(told), sentences(told)
    assert [one for one in parts if one not in told] == [], told
    focused = reader.focused()
    assert on in (focused.name if focused else reader.title), (on, str(focused))
    assert focused is None or focused.name != told


def test_from_the_link_over_wishes_to_what_stands_in_the_way(site: Site, reader: Reader) -> None:
    """R-B01, R-P8: the empty plan first, then what she wants, then what stands in the way in her own words."""
    make_ready(site.desk.engine.vocabulary)  # as the server does before its first guest
    assert reader.open(site.link(at_table=True)) == "Begynd eller find en plan"
    assert reader.follow("Læg en tom plan frem", role="button") == "Min plan"
    assert "Planen er tom, og den er din. Begynd med det, du gerne vil." in reader.words()
    assert reader.follow("Det vil jeg gerne", "Planens sider") == "Det vil jeg gerne"

    reader.write("Hvad vil du gerne? Hvad længes du efter?", "Et arbejde med motorer")
    write = "Skriv på planen: Det vil jeg gerne"
    hears(reader, reader.press(write), "”Et arbejde med motorer” står nu under ”Det vil jeg gerne”.", on=write)
    reader.unfold("Ret: Et arbejde med motorer")
    reader.write("Ret: Et arbejde med motorer", "Et arbejde med store motorer")
    hears(
        reader, reader.press("Gem: Et arbejde med motorer"), "”Et arbejde med store motorer”", on="Et arbejde med store"
    )
    assert reader.follow("Mål og tid") == "Mål og tid"
    reader.tick("Arbejde", "Hvor skal planen føre hen?", role="radio")
    hears(reader, reader.press("Gem: Hvor skal planen føre hen?"), "Målet er nu: Arbejde.")
    reader.number("Timer om ugen", "20")
    hears(reader, reader.press("Gem: Hvor meget kan du holde til?"), "Din grænse er nu 20 timer om ugen.")

    assert reader.follow("Det står i vejen", "Planens sider") == "Hvad står i vejen?"
    reader.write("Med dine egne ord", "Jeg er hundeangst for det her møde")
    hears(reader, reader.press("Skriv på planen"), "Tak. Det er skrevet ned.", on="Betyder det …?")
    reader.tick("Jeg bliver angst eller urolig", "Betyder det …?")
    told = reader.press("Det passer")
    hears(reader, told, "Det er lagt til: Jeg bliver angst eller urolig.", "Nye kort: Bisidder", "Fordi du sagde")
    reader.unfold("Hverdag og hjem: Vælg")
    reader.tick("Jeg har gæld, der trykker", "Hverdag og hjem")
    told = reader.press("Gem krydserne: Hverdag og hjem")
    hears(
        reader,
        told,
        "Hverdag og hjem: Det har du nu sagt: Jeg har gæld, der trykker.",
        "Styr på gæld",
        on="Hverdag og hjem",
    )
    said = reader.words("Det har du sagt")
    assert said.count("gæld, der trykker") == 1, "what she has said is not said again as what follows from it"
    told = reader.press("Op: Jeg har gæld, der trykker")
    hears(reader, told, "”Jeg har gæld, der trykker” er nu nummer 1 af 2.", on="Jeg har gæld, der trykker")
    told = reader.press("Her står intet i vejen: Mennesker omkring mig")
    hears(reader, told, "Mennesker omkring mig: Her står intet i vejen.", on="Mennesker omkring mig")
    told = reader.press("Jeg vil gerne tale med dig alene")
    hears(reader, told, "Sagsbehandleren kan nu se, at du gerne vil tale alene.", on="Det er ikke nødvendigt mere")
    hears(reader, reader.press("Det er ikke nødvendigt mere"), "Du har taget det tilbage")
    told = reader.press("Fjern: Jeg har gæld, der trykker")
    hears(reader, told, "”Jeg har gæld, der trykker” er taget væk igen.", "Ikke blandt forslagene mere: Styr på gæld")


def test_questions_one_at_a_time_and_the_cards_that_they_decide(site: Site, reader: Reader, faults: list[str]) -> None:
    """R-P16: few words at a time; what is new, and why, is heard with the answer."""
    stored = site.plan(case.say(CITIZEN, barrier="H-ANGST"))
    reader.open(site.link(code=stored.code, at_table=True))
    assert reader.follow("Spørgsmål", "Planens sider") == "Hvor gammel er du?"
    reader.write("Hvor gammel er du?", "gammel")
    assert reader.follow("Gem svaret", role="button") == "Hvor gammel er du?"
    field = reader.focused()
    assert field is not None
    assert (field.name, field.is_("invalid")) == ("Hvor gammel er du?", True)
    assert is_whole(field.more), field.more
    assert len(faults) == 1, "the browser tells of the answer that was not taken"
    faults.clear()
    reader.write("Hvor gammel er du?", "31")
    told = reader.press("Gem svaret")
    hears(reader, told, "Tak for svaret: du er 31 år.", "Passer nu: ", "Kortet er for dem, der er mindst 18 år.")
    asked = reader.focused()
    assert asked is not None
    assert (asked.role, asked.name[-1]) == ("heading", "?"), "the next question is what she stands on"
    hears(reader, reader.press("Ved ikke"), "Vi venter med det.")
    hears(reader, reader.press("Vil ikke svare"), "Det er helt i orden. Du bliver ikke spurgt igen.")
    reader.unfold("Det har du svaret")
    hears(reader, reader.press("Tag svaret tilbage: Du er 31 år"), "Svaret er taget tilbage.")

    assert reader.follow("Videre: Kort") == "Dine kort"
    article = reader.words("Bisidder")
    assert "Svarer på ”Jeg bliver angst eller urolig”" in article
    assert "Passer" in article
    hears(reader, reader.press("Tag kortet: Bisidder"), "Bisidder er på hånden nu.")
    assert reader.follow("Læs mere: Gruppe") == "Kort", "a title stays in the history of the browser"
    headings = [one.name for one in reader.list_of("heading")]
    assert headings[0] == "Gruppe"
    assert {"Hvorfor får du det her kort?", "Hvem bestemmer?", "Det skal du huske"} <= set(headings)
    assert "Svarer på ”Jeg bliver angst eller urolig”." in reader.under("Hvorfor får du det her kort?")
    reader.unfold("Læg på planen: Gruppe")
    reader.choose("Fra uge", "Uge 40 (28/9)")
    reader.choose("Til uge", "Uge 42 (12/10)")
    reader.choose("Del af livet", "Krop og sind")
    hears(reader, reader.press("Læg på planen: Gruppe"), "Gruppe ligger nu i Krop og sind, uge 40 til uge 42.")
    assert reader.title == "Min plan"

    reader.follow("Skriv dit eget kort")
    reader.write("Et par ord", "Synge i kor")
    reader.tick("en node", "Et billede", role="radio")
    hears(reader, reader.press("Lav kortet"), "Synge i kor er på hånden nu.")


def test_cards_are_laid_moved_made_longer_parked_and_put_back(site: Site, reader: Reader) -> None:
    """R-B05, R-B06: each way says where the card lies now, and leaves the focus on it."""
    reader.open(site.link(code=laid_plan(site).code, at_table=True))
    told = reader.press("Museumstur, I uge 37, ønsket", "Det gode liv")
    hears(
        reader, told, "Museumstur er valgt. Vælg, hvor det skal ligge", on="Læg her: Museumstur, Det gode liv, uge 37"
    )
    hears(
        reader, reader.press("Læg tilbage"), "Fortrudt. Kortet ligger, hvor det lå.", on="Museumstur, I uge 37, ønsket"
    )
    told = reader.press("Museumstur, I uge 37, ønsket", "Det gode liv")
    hears(reader, told, "Escape lægger kortet tilbage", on="Læg her: Museumstur, Det gode liv, uge 37")
    told = reader.press("Læg her: Museumstur, Hverdag og hjem, uge 43")
    moved = "Museumstur ligger nu i Hverdag og hjem, uge 43."
    hears(reader, told, moved, on="Museumstur, I uge 43, ønsket")
    told = reader.press("Fortryd")
    hears(reader, told, "Det er fortrudt. Museumstur ligger nu i Det gode liv, uge 37.", on="Fortryd")
    hears(reader, reader.press("Gør igen"), f"Det er gjort igen. {moved}", on="Gør igen")

    assert reader.enter("Flyt eller ret Museumstur") == "Museumstur"
    reader.choose("Til og med uge", "uge 45 (2.11.)")
    longer = "Museumstur ligger nu i Hverdag og hjem, uge 43 til uge 45."
    hears(reader, reader.press("Flyt", "Museumstur"), longer, on="Museumstur, Fra uge 43 til uge 45, ønsket")
    reader.enter("Flyt eller ret Museumstur")
    reader.tick("Parkeret på P", "Hvor skal det ligge?", role="radio")
    told = reader.press("Flyt", "Museumstur")
    hears(reader, told, "Museumstur ligger nu parkeret på P.", on="Museumstur, på pause")
    told = reader.press("Kor, ønsket")
    hears(reader, told, "Kor er valgt.")
    hears(reader, reader.key("Escape"), "Fortrudt. Kortet ligger, hvor det lå.")
    assert reader.focused() == reader.find("button", "Kor, ønsket")

    reader.enter("Flyt eller ret Psykolog")
    reader.choose("Status", "aftalt")
    told = reader.press("Gem: Hvordan går det?", "Psykolog")
    hears(reader, told, "Der står nu på Psykolog: aftalt.", on="Psykolog, Fra uge 39 til uge 42, aftalt")
    reader.enter("Flyt eller ret Psykolog")
    reader.tick("fredag", "Dage")
    hears(reader, reader.press("Gem: Hvornår og hvor", "Psykolog"), "Psykolog er rettet.", on="Psykolog")
    reader.enter("Flyt eller ret Psykolog")
    hears(reader, reader.press("Tag det af", "Psykolog"), "Psykolog er taget af planen.", on="Krop og sind")
    hears(reader, reader.press("Fortryd"), "Psykolog ligger nu i Krop og sind, uge 39 til uge 42.")
    hears(
        reader, reader.press("Ja tak: Gåtur"), "Du sagde ja til Gåtur. Gåtur ligger nu på hånden.", on="Gåtur, ønsket"
    )
    hears(reader, reader.press("Nej tak: Flextur"), "Du sagde nej tak til Flextur.", on="Flextur")


def test_notes_agreements_and_her_week_say_what_was_written_and_where(site: Site, reader: Reader) -> None:
    """R-B07, R-B08, R-B09."""
    reader.open(site.link(code=laid_plan(site).code, at_table=True))
    reader.unfold("Skriv: Det lykkedes")
    reader.write("Det lykkedes", "Jeg kom til tiden")
    told = reader.press("Gem: Det lykkedes")
    hears(reader, told, "”Jeg kom til tiden” står nu under ”Det lykkedes”.", on="Jeg kom til tiden")
    hears(reader, reader.press("Fortryd"), "Det er fortrudt. ”Jeg kom til tiden” er ikke på planen mere.")
    assert reader.enter("Husk sko") == "Mine egne noter"
    hears(reader, reader.press("Lad andre se det"), "Nu kan andre se ”Husk sko”.", on="Husk sko")
    reader.enter("Husk sko")
    hears(reader, reader.press("Fjern det"), "”Husk sko” er fjernet.")
    told = reader.press("Det er gjort: ringer til museet")
    hears(reader, told, "Aftalen er gjort: Karim ringer til museet.", on="Ikke gjort alligevel: ringer til museet")
    told = reader.press("Jeg vil gerne tale med dig alene")
    hears(reader, told, "Sagsbehandleren kan nu se, at du gerne vil tale alene.")
    assert reader.find("button", "Jeg vil gerne tale med dig alene").is_("pressed")
    hints = reader.words("Værd at vide")
    assert is_whole(hints.removeprefix("Værd at vide ").split(" Se:")[0]) or not hints

    assert reader.follow("Skriv aftaler og kontaktpersoner") == "Aftaler"
    reader.write("Hvem", "Mona", "Ny aftale")
    reader.write("Gør hvad?", "ringer til lægen", "Ny aftale")
    reader.date("Senest", "2026-09-21", "Ny aftale")
    told = reader.press("Gem: Ny aftale")
    hears(reader, told, "Aftalen er skrevet. Mona: ringer til lægen, senest 21. september 2026.")
    reader.write("Navn", "Mona Lind", "Ny kontaktperson")
    hears(reader, reader.press("Gem: Ny kontaktperson"), "Mona Lind står nu under ”Ring til”.")
    hears(reader, reader.press("Fjern: Mona Lind"), "Mona Lind er fjernet fra ”Ring til”.")
    reader.follow("Til planen")

    assert reader.follow("Skriv søvn, børn, transport og andet ind") == "Min uge – hele døgnet"
    reader.write("Hvad er det?", "Fodbold med drengen")
    reader.tick("tirsdag", "Dage")
    hears(reader, reader.press("Gem"), "”Fodbold med drengen” står nu i din uge.")
    assert "Fodbold med drengen: tirsdag" in reader.words()
    hears(reader, reader.press("Fjern: Fodbold med drengen"), "”Fodbold med drengen” er fjernet fra din uge.")


def test_sharing_drafts_and_history(site: Site, reader: Reader) -> None:
    """R-D3, R-D15, R-B04: who sees what is said in words, and so is what has happened."""
    reader.open(site.link(code=laid_plan(site).code, at_table=True))
    assert reader.follow("Del planen") == "Del planen"
    hears(reader, reader.press("Del det: Min grænse for timer"), "Andre kan nu se din grænse for timer.")
    assert "Min grænse for timer: andre kan se det" in reader.words()
    reader.write("Bisidderens navn", "Mona")
    hears(reader, reader.press("Giv en bisidder adgang"), "Mona er nu din bisidder. Vælg, hvad Mona må se.")
    reader.tick("planens uger", "Mona må se")
    reader.tick("aftaler", "Mona må se")
    hears(reader, reader.press("Gem: Mona må se"), "Mona må nu se: planens uger; aftaler; mødet.", on="Mona må se")
    hears(reader, reader.press("Lav et link til Mona"), "Linket er lavet. Det står øverst på siden og virker én gang.")
    assert "/ind/" in reader.words("Link til Mona")
    hears(reader, reader.press("Stop adgangen: Mona"), "Mona har ikke adgang mere.")
    reader.follow("Til planen")

    assert reader.follow("Prøv en anden udgave") == "To udgaver af planen"
    hears(reader, reader.press("Læg en kopi til side, og prøv noget andet"), "Nu er der to udgaver.")
    assert "Museumstur, I uge 37" in reader.words("Den, du arbejder i")
    hears(reader, reader.press("Behold denne"), "Du har beholdt den, der lå forrest.")
    reader.follow("Til planen")
    assert reader.follow("Historie") == "Historie"
    told = [one.name for one in reader.list_of("StaticText") if one.name.startswith("Du ")]
    assert "Du gav en bisidder adgang: Mona." in told


def test_the_meeting_with_topic_people_and_points(site: Site, reader: Reader) -> None:
    """R-X1, R-X2: she chooses, and hears whom and what she has chosen."""
    stored = site.change(laid_plan(site), case.say(CITIZEN, barrier="H-ANGST"))
    reader.open(site.link(code=stored.code, at_table=True))
    assert reader.follow("Mødet", "Planens sider") == "Mødet"
    hears(reader, reader.press("Planlæg mødet"), "Mødet står på planen nu.")
    told = reader.press("Jeg bliver angst eller urolig")
    hears(reader, told, "Mødet handler nu om ”Jeg bliver angst eller urolig”.")
    if not reader.find("DisclosureTriangle", "Hvornår og hvor").is_("expanded"):
        reader.unfold("Hvornår og hvor")
    reader.date("Dag", "2026-09-16")
    reader.write("Sted", "Hjemme hos mig")
    hears(reader, reader.press("Gem tid og sted"), "Mødet er nu 16. september 2026, Hjemme hos mig.")
    chosen = next(one.name for one in reader.list_of("button") if one.name.startswith("Skal med "))
    told = reader.press(chosen)
    hears(reader, told, f"{chosen.removeprefix('Skal med ')} står på listen til mødet nu.")
    reader.unfold("Skriv mere på")
    point = next(one.name for one in reader.list_of("button") if one.name == "Rettigheder og pligter")
    hears(reader, reader.press(point), f"”{point}” står nu på listen over det, I taler om.")
    reader.write("Hvem", "Karim", "Møde 16. september 2026")
    reader.write("Gør hvad", "finder en fra sangkoret", "Møde 16. september 2026")
    hears(reader, reader.press("Skriv aftalen ned"), "Aftalen er skrevet ned. Karim: finder en fra sangkoret.")
    hears(reader, reader.press("Mødet er holdt"), "Mødet er holdt. Aftalerne står på planen.")


def test_the_plan_in_words_says_all_that_the_picture_says(site: Site, reader: Reader) -> None:
    """Each card is said in each of its weeks, with lane, weeks and how it stands; then what lies in none."""
    stored = laid_plan(site)
    reader.open(site.link(code=stored.code, at_table=True))
    cards = [one for one in reader.read() if "Planens 13 uger" in one.inside and ", " in one.name and one.role in ACTS]
    parked, hand = reader.words("Parkeret"), reader.words("Kort på hånden")
    assert len(cards) >= 4
    assert reader.follow("Arket", "Planens sider") == "Dit ark"
    assert "Hent i A3, som PDF: Til mig selv" in [one.name for one in reader.list_of("link")]
    assert reader.follow("Hør hele planen i ord, uge for uge") == "Planen uge for uge"
    weeks = {
        int(one.name.split()[1].strip(",")): one.name for one in reader.list_of("heading") if one.name.startswith("Uge")
    }
    assert list(weeks) == list(range(37, 50))
    for card in cards:
        word, where, state, *_ = card.name.split(", ")
        numbers = [int(one) for one in re.findall(r"\d+", where)]
        for number in range(numbers[0], numbers[-1] + 1):
            told = reader.under(weeks[number])
            assert f"{word} i {card.inside[-1]}, {where[:1].lower()}{where[1:]}, {state}" in told
    assert "onsdag kl. 13" in reader.under(weeks[39])
    assert "Det er denne uge." in reader.under(weeks[37])
    assert "Aftaler: Karim ringer til museet, senest 14. september 2026." in reader.under(weeks[38])
    assert "1 time om ugen." in reader.under(weeks[39])
    assert "Børn i skole: mandag, tirsdag, onsdag, torsdag og fredag kl. 7.30 til 8" in reader.under("Hver uge")
    rest = reader.under("Det, der ikke ligger i en uge")
    for word in ("Kørekort", "It-kursus", "Kor", "Gåtur"):
        assert word in parked + hand
        assert word in rest


def test_the_caseworkers_side_is_heard(site: Site, reader: Reader) -> None:
    """R-O10: questions to authorities are answered, and a card is proposed, by ear."""
    stored = site.change(laid_plan(site), case.say(CITIZEN, barrier="H-ANGST"))
    assert reader.open(site.link("caseworker", stored.code, name="Mette")) == "Overblik"
    asked = next(one for one in reader.list_of("combobox") if one.name.startswith("Svar "))
    about = asked.name.removeprefix("Svar ")
    reader.choose(asked.name, "Jeg er i ressourceforløb")
    hears(reader, reader.press(f"Gem svaret {about}"), f"Svaret er gemt: {about}.")
    assert reader.follow("Alle kort", "Planens sider") == "Alle kort"
    reader.unfold("Mentorstøtte passer")
    reader.write("Hvorfor foreslår du det? (borgeren kan læse det) Mentorstøtte", "Så er I to")
    hears(reader, reader.press("Foreslå kortet Mentorstøtte"), "Kortet Mentor er foreslået.")
    for name in ("Planen", "Mødet", "Hjælp til samtalen", "Rettigheder og pligter", "På papiret"):
        title = reader.follow(name, "Planens sider")
        assert faults_of(reader.read()) == [], title


def test_the_companions_side_is_heard(site: Site, reader: Reader) -> None:
    """R-D15."""
    stored = met(site)
    key = next(iter(stored.plan.companions))
    assert reader.open(site.link("companion", stored.code, companion=key, name="Mona")) == "Du er bisidder"
    reader.write("Skriv det her", "Husk pausen")
    hears(reader, reader.press("Skriv det på"), "”Husk pausen” står på planen nu.")
    hears(reader, reader.press("Tag det væk igen Husk pausen"), "”Husk pausen” er taget væk igen.")
    reader.write("Hvad skal der stå på kortet?", "Gåtur med hunden")
    told = reader.press("Foreslå kortet")
    hears(reader, told, "Kortet Gåtur med hunden er foreslået. Det er et forslag, til der bliver sagt ja.")
    assert reader.follow("Planen", "Planens sider") == "Min plan"
    assert "Gåtur med hunden" in reader.words()
