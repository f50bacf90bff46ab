"""Files to values: strict YAML and JSON with a place for every piece of text.

Scalars stay text; the declared type of the field decides what they are, so `0573` and `6.10` are right where text is
meant, and `no` or `on` surprise nobody.
"""

from tilbud_engine.reading.decoding import SINCE, WORTH_A_GUESS, decode, sound_part
from tilbud_engine.reading.files import MAX_BYTES, MAX_NODES, read_bytes, read_json, read_path
from tilbud_engine.reading.nodes import (
    MAX_DEPTH,
    MAX_TEXT,
    Map,
    Node,
    Seq,
    Text,
    as_node,
    name_to_show,
    place_of,
    text_problems,
    texts_in,
)
from tilbud_engine.reading.rewriting import rewritten
from tilbud_engine.reading.scalars import (
    Day,
    Decimals,
    Flag,
    Id,
    Line,
    Whole,
    date_of,
    flag_of,
    id_of,
    scaled_of,
    whole_of,
)
from tilbud_engine.reading.writing import plain, to_yaml

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_NODES",
    "MAX_TEXT",
    "SINCE",
    "WORTH_A_GUESS",
    "Day",
    "Decimals",
    "Flag",
    "Id",
    "Line",
    "Map",
    "Node",
    "Seq",
    "Text",
    "Whole",
    "as_node",
    "date_of",
    "decode",
    "flag_of",
    "id_of",
    "name_to_show",
    "place_of",
    "plain",
    "read_bytes",
    "read_json",
    "read_path",
    "rewritten",
    "scaled_of",
    "sound_part",
    "text_problems",
    "texts_in",
    "to_yaml",
    "whole_of",
]
