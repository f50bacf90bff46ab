"""What every page of the lab must keep: read aloud, by keyboard and on paper, and asking nobody for anything."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import pairwise

from tests.lab.html_tree import Element, tree_of

FETCHING = {"src", "srcset", "action", "formaction", "data", "poster", "background", "ping", "xlink:href"}
FETCHED = {"script", "link", "iframe", "object", "embed", "img", "video", "audio", "form", "base"}


def check_page(page: str, language: str) -> Element:
    """Hold a page to all of it, and return it as a tree."""
    root = tree_of(page)
    assert root.attributes["lang"] == language
    check_alone(root, page)
    check_headings(root)
    check_links(root)
    check_tables(root)
    check_drawings(root)
    return root


def check_alone(root: Element, page: str) -> None:
    """Nothing is fetched and nothing runs; the policy of the page says so to the browser."""
    assert not [one.tag for one in root.walk() if one.tag in FETCHED]
    for one in root.walk():
        assert not FETCHING & one.attributes.keys(), one.tag
        assert not [name for name in one.attributes if name.startswith("on")], one.tag
        if "href" in one.attributes:
            assert one.attributes["href"].startswith("#"), one.attributes["href"]
    [style] = root.all("style")
    [css] = [child for child in style.children if isinstance(child, str)]
    assert "@import" not in css
    assert "url(" not in css
    [policy] = [one.attributes["content"] for one in root.all("meta") if "http-equiv" in one.attributes]
    assert policy.startswith("default-src 'none';")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert "style=" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL).replace("font-style=", "")


def check_headings(root: Element) -> None:
    """One heading of the first order, and none that skips one."""
    orders = [int(one.tag[1]) for one in root.walk() if re.fullmatch("h[1-6]", one.tag)]
    assert orders[0] == 1
    assert orders.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(orders)), orders
    assert all(one.text for one in root.walk() if re.fullmatch("h[1-6]", one.tag))
    assert root.all("title")[0].text == root.all("h1")[0].text


def check_links(root: Element) -> None:
    """Every link leads somewhere on the page; the first one skips to the content."""
    ids = [one.attributes["id"] for one in root.walk() if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    links = [one.attributes["href"].removeprefix("#") for one in root.all("a")]
    assert set(links) <= set(ids)
    main = root.all("main")
    assert len(main) == 1
    assert links[0] == main[0].attributes["id"]
    for one in root.walk():
        assert one.attributes.get("aria-labelledby", ids[0]) in ids


def check_tables(root: Element) -> None:
    """Every table says what it is about, and every cell what it belongs to."""
    for table in root.all("table"):
        assert len(table.all("caption")) == 1
        assert table.all("caption")[0].text
        headings = table.all("th")
        assert all(one.attributes["scope"] in ("col", "row") for one in headings)
        columns = [one for one in headings if one.attributes["scope"] == "col"]
        for row in table.all("tbody")[0].all("tr"):
            assert len(row.all("th", "td")) == len(columns)


def check_drawings(root: Element) -> None:
    """Every drawing has words for those who do not see it, beside it and in it."""
    drawings = root.all("svg")
    figures = root.all("figure")
    assert len(drawings) == len(figures)
    for figure in figures:
        [drawing] = figure.all("svg")
        assert drawing.attributes["role"] == "img"
        assert len(drawing.attributes["aria-label"]) > 20
        assert drawing.attributes["aria-label"] in figure.all("figcaption")[0].text
        assert figure.all("table")
