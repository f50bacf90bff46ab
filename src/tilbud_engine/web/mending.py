"""A form that was refused, shown again on its page: as it was sent, each fault at its field and in a list above.

The page is made as always and read as HTML, so that no form and no field can be forgotten.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from tilbud_engine.errors import Problem
from tilbud_engine.web.faults import field_of

_CONTROLS = ("input", "select", "textarea")
_HIDDEN = ("hidden", "submit", "button")
_TICKED = ("checkbox", "radio")


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem in words, and the problem itself."""

    problem: Problem
    text: str


@dataclass(slots=True)
class _Token:
    raw: str
    tag: str = ""
    ends: bool = False
    has: dict[str, str | None] = field(default_factory=dict)

    def is_a(self, *tags: str) -> bool:
        return not self.ends and self.tag in tags

    @property
    def kind(self) -> str:
        return self.has.get("type") or "text"

    @property
    def is_shown(self) -> bool:
        return self.is_a(*_CONTROLS) and not (self.tag == "input" and self.kind in _HIDDEN)

    def put(self, **attributes: str | None) -> None:
        """Write attributes; None takes one away."""
        for name, value in attributes.items():
            self.has.pop(name, None)
            if value is not None:
                self.has[name] = value
        words = (name if value is None else f'{name}="{escape(value)}"' for name, value in self.has.items())
        self.raw = f"<{' '.join((self.tag, *words))}>"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.tokens: list[_Token] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tokens.append(_Token(self.get_starttag_text() or "", tag, has=dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.tokens.append(_Token(f"</{tag}>", tag, ends=True))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tokens.append(_Token(self.get_starttag_text() or "", tag, has=dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.tokens.append(_Token(data))

    def handle_entityref(self, name: str) -> None:
        self.tokens.append(_Token(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self.tokens.append(_Token(f"&#{name};"))

    def handle_decl(self, decl: str) -> None:
        self.tokens.append(_Token(f"<!{decl}>"))


def mended(
    page: str, action: str, sent: Sequence[tuple[str, str]], faults: Sequence[Fault], above: tuple[str, str]
) -> str | None:
    """Return a page with its form filled as it was sent and its faults told; None where the form is not there.

    `above` is the heading of the list of faults, and what is said below it.
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    tokens = reader.tokens
    form = _form_in(tokens, action, sent)
    if form is None:
        return None
    here = tokens[form]
    shown = [one for one in here if one.is_shown]
    names = {one.has.get("name") or "" for one in shown}
    _fill(tokens, form, sent)
    _fill_beside(tokens, form, sent)
    _open(tokens, form.start)
    about = [(_about(one, names, shown), one.text) for one in faults]
    places = [_mark(number, at, text) for number, (at, text) in enumerate(about, 1)]
    lines = "".join(
        f'<li><a href="#{escape(place)}">{escape(text)}</a></li>' if place else f"<li>{escape(text)}</li>"
        for place, (_, text) in zip(places, about, strict=True)
    )
    title, said = map(escape, above)
    summary = (
        f'<div class="fault refused" role="alert" tabindex="-1" autofocus><h2>{title}</h2>'
        f'<ul class="problems nobullet-list">{lines}</ul><p>{said}</p></div>'
    )
    for token in tokens:
        if token.is_a("main"):
            token.raw += summary
        if token.is_a("title"):
            token.raw += f"{title}: "
    return "".join(token.raw for token in tokens)


def _form_in(tokens: Sequence[_Token], action: str, sent: Sequence[tuple[str, str]]) -> slice | None:
    """Return where the form is that was sent: to the same place, with the same hidden fields, and most of the rest."""
    best, most = None, -1
    names = {name for name, _ in sent}
    for start, token in enumerate(tokens):
        if not token.is_a("form") or token.has.get("action") != action:
            continue
        end = next(at for at, one in enumerate(tokens[start:], start) if one.ends and one.tag == "form")
        inside = tokens[start:end]
        if any(_is_other(one, sent) for one in inside):
            continue
        known = len({one.has.get("name") for one in inside if one.is_a("button", *_CONTROLS)} & names)
        if known > most and any(one.is_shown for one in inside):
            best, most = slice(start, end), known
    return best


def _is_other(one: _Token, sent: Sequence[tuple[str, str]]) -> bool:
    """Tell whether a hidden field says that this is another form than the one that was sent."""
    name = one.has.get("name")
    return (
        one.is_a("input")
        and one.kind == "hidden"
        and name != "version"
        and (name, one.has.get("value") or "") not in sent
    )


def _fill(tokens: list[_Token], form: slice, sent: Sequence[tuple[str, str]]) -> None:
    """Let each field hold what was sent; one that was not sent was left empty."""
    values: dict[str, list[str]] = {}
    for name, value in sent:
        values.setdefault(name, []).append(value)
    chosen: list[str] | None = None
    for at in range(form.start, form.stop):
        token = tokens[at]
        if token.is_a("select"):
            chosen = values.get(token.has.get("name") or "")
        elif token.ends and token.tag == "select":
            chosen = None
        elif token.is_a("option") and chosen is not None:
            token.has.pop("selected", None)
            if token.has.get("value") in chosen:
                token.has["selected"] = None
            token.put()
        elif token.is_shown:
            _fill_one(tokens, at, values.get(token.has.get("name") or "", []))


def _fill_beside(tokens: list[_Token], form: slice, sent: Sequence[tuple[str, str]]) -> None:
    """Let the boxes beside the form hold what went along with it, each under the id of its box (base.js)."""
    along = {name: value for name, value in sent if name.startswith("new-")}
    for at, token in enumerate(tokens):
        if not form.start <= at < form.stop and token.is_a("textarea") and token.has.get("id") in along:
            _fill_one(tokens, at, [along[token.has["id"] or ""]])


def _fill_one(tokens: list[_Token], at: int, values: list[str]) -> None:
    token = tokens[at]
    if token.tag == "textarea":
        for inside in tokens[at + 1 :]:
            if inside.ends:
                break
            inside.raw = ""
        token.raw += escape(values.pop(0)) if values else ""
    elif token.kind in _TICKED:
        token.has.pop("checked", None)
        if (token.has.get("value") or "on") in values:
            token.has["checked"] = None
        token.put()
    else:
        token.put(value=values.pop(0) if values else "")


def _open(tokens: Sequence[_Token], at: int) -> None:
    """Open what the form is folded into."""
    folded: list[_Token] = []
    for token in tokens[:at]:
        if token.is_a("details"):
            folded.append(token)
        elif token.ends and token.tag == "details" and folded:
            folded.pop()
    for token in folded:
        token.has["open"] = None
        token.put()


def _about(fault: Fault, names: Collection[str], shown: Sequence[_Token]) -> _Token | None:
    """Return the field that a fault is about: the one it names, or the only one there is."""
    name = field_of(fault.problem, names)
    found = [one for one in shown if one.has.get("name") == name]
    if found:
        return found[0]
    return shown[0] if len(names) == 1 else None


def _mark(number: int, at: _Token | None, text: str) -> str:
    """Say at a field what is wrong with it, and return its id."""
    if at is None:
        return ""
    key = at.has.get("id") or f"refused-{number}"
    heard = " ".join(filter(None, (f"fault-{number}", at.has.get("aria-describedby"))))
    is_text = at.tag == "textarea"
    inside = at.raw.partition(">")[2] if is_text else ""
    marks: Mapping[str, str] = {} if at.kind == "radio" else {"aria-invalid": "true"}
    at.put(id=key, **{"aria-describedby": heard}, **marks)
    at.raw = f'<span class="form-error-message" id="fault-{number}">{escape(text)}</span>{at.raw}{inside}'
    return key
