"""A graph of typed nodes, and the names that its properties have in the European vocabularies.

JSON-LD is JSON with a context that stands in the document itself, so no RDF library is needed to write it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

CONTEXT: dict[str, str] = {
    "adms": "http://www.w3.org/ns/adms#",
    "atu": "http://publications.europa.eu/resource/authority/atu/",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "currency": "http://publications.europa.eu/resource/authority/currency/",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "language": "http://publications.europa.eu/resource/authority/language/",
    "org": "http://www.w3.org/ns/org#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

ATU = "http://data.europa.eu/88u/dataset/atu-type"
"""The class that CPSV-AP gives the area of a public organisation."""

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_OID, "tilbud-engine")

Node = dict[str, Any]
Link = dict[str, str]


def iri(*parts: str) -> str:
    """Return the name of a node of ours."""
    return ":".join(("urn:tilbud", *parts))


def hashed(*parts: str) -> str:
    """Return the name of a node that has only a text for a name."""
    return iri(parts[0], str(uuid.uuid5(NAMESPACE, "/".join(parts))))


def texts(danish: str, english: str | None = None) -> list[dict[str, str]]:
    """Return a text with its language, in each language there is."""
    made = [{"@language": "da", "@value": danish}]
    return [*made, {"@language": "en", "@value": english}] if english else made


def typed(value: object, datatype: str) -> dict[str, str]:
    """Return a value with its datatype."""
    return {"@type": f"xsd:{datatype}", "@value": str(value)}


class Graph:
    """The nodes of a document, each once; every link leads to a node with a type."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}

    def add(self, name: str, types: str | Iterable[str], **properties: Any) -> Link:
        """Add a node, unless it is there, and return a link to it; empty properties are left out.

        A property is written `cv__hasCost` for `cv:hasCost`.
        """
        if name not in self.nodes:
            kept = {key.replace("__", ":"): value for key, value in properties.items() if value not in (None, [], "")}
            self.nodes[name] = {"@id": name, "@type": types if isinstance(types, str) else list(types), **kept}
        return {"@id": name}

    def concept(self, scheme: str, code: str, danish: str, english: str | None = None) -> Link:
        """Add a concept of one of our lists, and return a link to it."""
        label = texts(danish, english)
        return self.add(iri(scheme, code), "skos:Concept", skos__prefLabel=label, skos__notation=code)

    def document(self) -> dict[str, Any]:
        """Return the JSON-LD document."""
        return {"@context": CONTEXT, "@graph": list(self.nodes.values())}
