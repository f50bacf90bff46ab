"""The mistakes that can be made in one condition, as it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tilbud_engine.lab.mutation.mutations import KeyPath, Kind, Mutation, alone, variants, without
from tilbud_engine.lab.mutation.values import near_days, near_numbers, near_spans, neighbour, turned
from tilbud_engine.reading import Map, Node, Seq, Text, place_of
from tilbud_engine.vocabulary import Fact, Vocabulary

# What is written instead; where the first is taken on the same fact already, the second.
_TURNED = {
    "at_least": ("at_most", "below"),
    "at_most": ("at_least", "above"),
    "above": ("below", "at_most"),
    "below": ("above", "at_least"),
    "on_or_after": ("on_or_before", "before"),
    "on_or_before": ("on_or_after", "after"),
    "after": ("before", "on_or_before"),
    "before": ("after", "on_or_after"),
    "within_last": ("within_next",),
    "within_next": ("within_last",),
    "includes_any": ("includes_all",),
    "includes_all": ("includes_any",),
}
_OTHER_GROUP = {"all": "any", "any": "all"}
_SPANS = ("within_last", "within_next")
_ANY_OR_ALL = ("includes_any", "includes_all")
_LISTS = (*_ANY_OR_ALL, "includes_none")


def condition_mutations(node: Node, path: KeyPath, vocabulary: Vocabulary, name: str) -> Iterator[Mutation]:
    """Yield every mistake in a condition that stands alone, in the order in which it is written."""
    for at, one in variants(node, path):
        if isinstance(one, Map):
            site = _Site(vocabulary, name)
            if len(one) == 1:
                yield from site.dropped(one, at)
            yield from site.mapping(one, at)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of one fact: `node` stands at `path`, below the `keys` that follow on the fact's own."""

    fact: Fact
    keys: tuple[str, ...]
    node: Node
    path: KeyPath
    place: str

    def below(self, key: str, node: Node, path: KeyPath, place: str) -> _Asked:
        """Return what stands below a key."""
        return _Asked(self.fact, (*self.keys, key), node, path, place)

    def condition(self, node: Node, *keys: str) -> Map:
        """Return the smallest condition that asks this of the fact, with a node of its own below the keys."""
        made = node
        for key in reversed((self.fact.key, *(keys or self.keys))):
            made = alone(key, made, self.place)
        return made if isinstance(made, Map) else Map({})

    @property
    def listed(self) -> list[Node]:
        """The values of a list, or the one that stands alone."""
        return list(self.node) if isinstance(self.node, Seq) else [self.node]


class _Site:
    def __init__(self, vocabulary: Vocabulary, name: str) -> None:
        self.vocabulary = vocabulary
        self.name = name

    def made(self, kind: Kind, place: str, path: KeyPath, node: Node, told: tuple[Node, Node]) -> Mutation:
        return Mutation(kind, place, path, node, *told, name=self.name)

    def condition(self, node: Node, path: KeyPath) -> Iterator[Mutation]:
        for at, one in variants(node, path):
            if isinstance(one, Map):
                yield from self.mapping(one, at)

    def mapping(self, node: Map, path: KeyPath) -> Iterator[Mutation]:
        """Yield the mistakes in a mapping whose entries must all hold."""
        if len(node) > 1:
            instead = alone("any", node, node.place)
            yield self.made(Kind.GROUP, node.place, path, instead, (node, instead))
            yield from self.dropped(node, path)
        for key in node:
            yield from self.entry(node, path, key)

    def dropped(self, node: Map | Seq, path: KeyPath) -> Iterator[Mutation]:
        """Yield the mapping or the list with each of its parts left out."""
        if isinstance(node, Map):
            parts = [(key, node.place_of(key), alone(key, one, node.place_of(key))) for key, one in node.items()]
            for key, place, part in parts:
                yield self.made(Kind.DROPPED, place, path, without(node, key), (part, None))
        else:
            for index, one in enumerate(node):
                yield self.made(Kind.DROPPED, place_of(one, node.place), path, without(node, index), (one, None))

    def entry(self, node: Map, path: KeyPath, key: str) -> Iterator[Mutation]:
        value, place, below = node[key], node.place_of(key), (*path, key)
        fact = self.vocabulary.facts.get(key)
        written = alone(key, value, place)
        if key == "not":
            part = value if isinstance(value, Map) and "versions" not in value else alone("all", Seq([value]), place)
            yield self.made(Kind.NOT, place, path, _instead(node, key, part), (written, value))
            yield from self.condition(value, below)
            return
        if key.startswith("$"):
            for at, one in variants(value, below):
                for other in turned(one):
                    yield self.made(Kind.FLAG, place, at, other, (alone(key, one, place), alone(key, other, place)))
            return
        if fact is None or fact.type != "bool":
            denied = alone("not", written, place)
            yield self.made(Kind.NOT, place, path, _instead(node, key, denied), (written, denied))
        for at, one in variants(value, below):
            if key in _OTHER_GROUP:
                yield from self.group(key, one, at, place)
            elif fact is not None:
                yield from self.fact(_Asked(fact, (), one, at, place))

    def group(self, key: str, node: Node, path: KeyPath, place: str) -> Iterator[Mutation]:
        if not isinstance(node, Map | Seq):
            return
        if len(node) > 1:
            other = alone(_OTHER_GROUP[key], node, place)
            # A group of one part is that part, so the key itself can stay where it is.
            yield self.made(Kind.GROUP, place, path, Seq([other], place), (alone(key, node, place), other))
            yield from self.dropped(node, path)
        if isinstance(node, Map):
            for inner in node:
                yield from self.entry(node, path, inner)
        else:
            for index, one in enumerate(node):
                yield from self.condition(one, (*path, index))

    def fact(self, asked: _Asked) -> Iterator[Mutation]:
        """Yield the mistakes in what is asked of one fact: operators and their operands, or values it is one of."""
        node = asked.node
        if not isinstance(node, Map):
            yield from self.values(asked)
            return
        if len(node) > 1:
            for key, value in node.items():
                told = asked.condition(value, key), None
                yield self.made(Kind.DROPPED, node.place_of(key), asked.path, without(node, key), told)
        yield from self.comparisons(asked, node)

    def comparisons(self, asked: _Asked, node: Map) -> Iterator[Mutation]:
        """Yield another operator for each that is there, and other operands."""
        for key, value in node.items():
            place = node.place_of(key)
            other = next((one for one in _TURNED.get(key, ()) if one not in node), None)
            if other is not None and not (key in _ANY_OR_ALL and _is_single(value)):
                yield self.rewritten(Kind.OPERATOR, asked, node, key, (other, value))
            if key == "includes" and "includes_any" not in node and isinstance(value, Text):
                wider = _wider(asked.fact, [value], place)
                if wider is not None:  # It takes one value only; what may be one of two is another word.
                    yield self.rewritten(Kind.MEMBER, asked, node, key, ("includes_any", wider))
            for at, one in variants(value, (*asked.path, key)):
                below = asked.below(key, one, at, place)
                if key == "count" and isinstance(one, Map):
                    yield from self.comparisons(below, one)
                elif key in _LISTS or key == "count":
                    yield from self.values(below)
                elif key != "includes":
                    yield from self.operand(below)

    def rewritten(self, kind: Kind, asked: _Asked, node: Map, key: str, new: tuple[str, Node]) -> Mutation:
        """Return a mapping of operators with another entry in the place of one."""
        place = node.place_of(key)
        pairs = [new if one == key else (one, value) for one, value in node.items()]
        instead = Map(dict(pairs), node.place, {**node.keys_at, new[0]: place})
        told = asked.condition(node[key], *asked.keys, key), asked.condition(new[1], *asked.keys, new[0])
        return self.made(kind, place, asked.path, instead, told)

    def operand(self, asked: _Asked) -> Iterator[Mutation]:
        """Yield an operand one step aside."""
        key, node = asked.keys[-1], asked.node
        kind, near = Kind.THRESHOLD, near_numbers(node, 0 if "count" in asked.keys else asked.fact.decimals)
        if key == "is_empty":
            kind, near = Kind.FLAG, turned(node)
        elif key in _SPANS:
            kind, near = Kind.DATE, near_spans(node)
        elif asked.fact.type == "date":
            kind, near = Kind.DATE, near_days(node)
        for other in near:
            told = asked.condition(node), asked.condition(other)
            yield self.made(kind, place_of(node, asked.place), asked.path, other, told)

    def values(self, asked: _Asked) -> Iterator[Mutation]:
        """Yield the mistakes in a value or a list of values: one fewer, one more, one step aside, no for yes."""
        fact, listed = asked.fact, asked.listed
        counted = "count" in asked.keys
        instead: list[tuple[Kind, Node, Node]] = []
        if isinstance(asked.node, Seq) and len(listed) > 1:
            instead = [(Kind.MEMBER, one, without(asked.node, index)) for index, one in enumerate(listed)]
        if fact.type in ("choice", "set") and not counted:
            more = _wider(fact, listed, asked.place)
            instead += [] if more is None else [(Kind.MEMBER, listed[-1], more)]
        for index, one in enumerate(listed):
            if fact.type == "bool":
                instead += [(Kind.FLAG, one, _with(asked.node, index, other)) for other in turned(one)]
            elif counted or fact.type in ("int", "number"):
                near = near_numbers(one, 0 if counted else fact.decimals)
                instead += [(Kind.THRESHOLD, one, _with(asked.node, index, other)) for other in near]
        for kind, one, whole in instead:
            told = asked.condition(asked.node), asked.condition(whole)
            yield self.made(kind, place_of(one, asked.place), asked.path, whole, told)


def _with(node: Node, index: int, other: Node) -> Node:
    """Return a list with another value in the place of one; a value that stands alone is that one."""
    if not isinstance(node, Seq):
        return other
    return node.with_values([*node[:index], other, *node[index + 1 :]])


def _wider(fact: Fact, listed: list[Node], place: str) -> Seq | None:
    """Return the list with one more value, the one beside the last in the vocabulary.

    Of municipalities and of offers none is nearer than another, so there is nothing to mistake it for.
    """
    if fact.values_from is not None:
        return None
    other = neighbour((one for one in listed if one is not None), list(fact.values))
    return None if other is None else Seq([*listed, Text(other, place)], place)


def _instead(node: Map, key: str, part: Map) -> Map:
    """Return a mapping with another condition in the place of one of its entries."""
    rest = without(node, key)
    if any(inner in rest for inner in part):
        return alone("all", Seq([rest, part], node.place), node.place)
    return Map({**rest, **part}, node.place, {**node.keys_at, **part.keys_at})


def _is_single(node: Node) -> bool:
    return not isinstance(node, Seq) or len(node) < 2
