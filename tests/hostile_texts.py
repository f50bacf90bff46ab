"""Texts that break loaders, each with what must be said of it: the code and the line of every problem."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Attack:
    """A file's bytes and the problems they must give; a line of None is the file as a whole."""

    name: str
    raw: bytes
    problems: tuple[tuple[str, int | None], ...]

    def __str__(self) -> str:
        return self.name


def attack(name: str, text: str | bytes, *problems: tuple[str, int | None]) -> Attack:
    """Make an attack; text is written as UTF-8."""
    return Attack(name, text if isinstance(text, bytes) else text.encode("utf-8"), problems)


def billion_laughs() -> str:
    """Return nine levels of aliases, each nine times the one before."""
    lines = ["a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 9)]
    return "\n".join(lines) + "\n"


def merges() -> str:
    """Return eight levels of merge keys, in a few hundred bytes."""
    lines = ["a0: &a0 {k: v}"]
    lines += [f"a{i}: &a{i} {{<<: [{', '.join([f'*a{i - 1}'] * 9)}]}}" for i in range(1, 8)]
    return "\n".join(lines) + "\n"


A_RING = "å"
A_AND_RING = "a\u030a"

YAML_ATTACKS = (
    attack(
        "an alias bomb",
        billion_laughs(),
        ("anchor", 1),
        *(found for line in range(2, 10) for found in (("anchor", line), ("alias", line))),
    ),
    attack(
        "merge keys",
        merges(),
        ("anchor", 1),
        *(found for line in range(2, 9) for found in (("anchor", line), ("merge-key", line), ("alias", line))),
    ),
    attack("100,000 open square brackets", "[" * 100_000, ("too-deep", 1)),
    attack("100,000 open braces", "{" * 100_000, ("too-deep", 1)),
    attack("100,000 dashes", "- " * 100_000, ("too-deep", 1)),
    attack("100,000 question marks", "? " * 100_000, ("too-deep", 1)),
    attack("33 levels", "[" * 33 + "]" * 33, ("too-deep", 1)),
    attack("50 MB of text", b"age: 34\n" * (50 * MEGABYTE // 8), ("file-too-large", None)),
    attack("50 MB of nothing", b"\0" * (50 * MEGABYTE), ("file-too-large", None)),
    attack("one byte too many", b"#" * (256 * 1024 + 1), ("file-too-large", None)),
    attack("30,000 parts", "[" + "x," * 30_000 + "]", ("too-many-nodes", 1)),
    attack("duplicate keys", "age: 18\nname: x\nage: 65\n", ("duplicate-key", 3)),
    attack("duplicate keys further in", "facts:\n  age: 18\n  'age': 65\n", ("duplicate-key", 3)),
    attack("å in two Unicode forms as two keys", f"{A_RING}r: 1\n{A_AND_RING}r: 2\n", ("duplicate-key", 2)),
    attack("a tab as indentation", "facts:\n\tage: 34\n", ("tab", 2)),
    attack("a tab after spaces", "facts:\n  a: 1\n  \tb: 2\n", ("tab", 3)),
    attack("a second BOM", b"\xef\xbb\xbf\xef\xbb\xbfage: 34\n", ("invisible-character", 1)),
    attack("a BOM inside", "age: 34\n\ufeffname: x\n", ("invisible-character", 2)),
    attack("UTF-16", "age: 34\n".encode("utf-16"), ("not-utf8", 1)),
    attack("UTF-16 without BOM", "age: 34".encode("utf-16-le"), ("invisible-character", 1)),
    attack("Latin-1", "age: 34\nby: Børkop\n".encode("latin-1"), ("not-utf8", 2)),
    attack("invalid UTF-8", b"age: 34\nname: \xc3\x28\n", ("not-utf8", 2)),
    attack("an overlong encoding", b"age: \xc0\xaf\n", ("not-utf8", 1)),
    attack("a surrogate in UTF-8", b"age: \xed\xa0\x80\n", ("not-utf8", 1)),
    attack("a zero-width space in a key", "a\u200bge: 34\n", ("invisible-character", 1)),
    attack("a zero-width joiner", "name: x\nwords: a\u200db\n", ("invisible-character", 2)),
    attack("a bidi override", "age: 34\nname: \u202egalf\n", ("invisible-character", 2)),
    attack("a bidi isolate", "name: \u2066x\u2069\n", ("invisible-character", 1)),
    attack("a soft hyphen", "na\u00adme: x\n", ("invisible-character", 1)),
    attack("a filler that looks like nothing", "\u3164: x\n", ("invisible-character", 1)),
    attack("a tag character", "name: x\U000e0041\n", ("invisible-character", 1)),
    attack("a next-line character", "age: 34\x85name: x\n", ("invisible-character", 1)),
    attack("a line separator", "age: 34\u2028name: x\n", ("invisible-character", 1)),
    attack("a control character", "age: 34\nname: \x1b[2J\n", ("invisible-character", 2)),
    attack("NUL", "name: a\0b\n", ("invisible-character", 1)),
    attack("no character at all", "name: \ufffe\n", ("invisible-character", 1)),
    attack("an escaped NUL", 'age: 34\nname: "a\\0b"\n', ("invisible-character", 2)),
    attack("an escaped bidi override", 'name: "\\u202e"\n', ("invisible-character", 1)),
    attack("two faults in two lines", "a: \u200b\nb: \u200b\n", ("invisible-character", 1), ("invisible-character", 2)),
    attack("a number of 100,000 digits", "age: " + "9" * 100_000, ("text-too-long", 1)),
    attack("a text of 250,000 characters", "a: " + "x" * 250_000, ("text-too-long", 1)),
    attack("a tag", "age: !!int 34\n", ("tag", 1)),
    attack("a tag that builds objects", "a: 1\nb: !!python/object/apply:os.system [ls]\n", ("tag", 2)),
    attack("a tag of its own", "%TAG ! tag:example,2000:\n---\nb: !thing 1\n", ("tag", 3)),
    attack("an anchor that nobody uses", "a: &x 1\n", ("anchor", 1)),
    attack("an alias to nothing", "a: 1\nb: *x\n", ("alias", 2)),
    attack("two documents", "a: 1\n---\nb: 2\n", ("second-document", 2)),
    attack("a list as a key", "a: 1\n? [x, y]\n: 2\n", ("key-not-text", 2)),
    attack("null as a key", "a: 1\n~: 2\n", ("key-not-text", 2)),
    attack("no text before the colon", ": 1\n", ("yaml-syntax", 1)),
    attack("an unknown version of YAML", "%YAML 3.0\n---\na: 1\n", ("yaml-syntax", 1)),
    attack("a bracket that is not closed", "a: 1\nb: [1, 2\n", ("bracket-open", 2)),
    attack("a quote that is not closed", "a: 1\nb: 'x\n", ("quote-open", 2)),
    attack("two colons", "a: 1\nb: c: d\n", ("colon-in-text", 2)),
    attack("a bad escape", 'a: 1\nb: "\\ud800"\n', ("yaml-syntax", 2)),
    attack("an escape beyond Unicode", 'a: 1\nb: "\\UFFFFFFFF"\n', ("yaml-syntax", 2)),
    attack("carriage returns as ends of lines", b"a: 1\rb: c: d\r", ("colon-in-text", 2)),
    attack("an empty file", "", ("file-empty", None)),
    attack("only spaces", "  \n\n  \n", ("file-empty", None)),
    attack("only comments", "# nothing\n# here\n", ("file-empty", None)),
    attack("only a BOM", b"\xef\xbb\xbf", ("file-empty", None)),
    attack("only the start of a document", "---\n", ("file-empty", None)),
    attack("only null", "null\n", ("file-empty", None)),
    attack("a CPR number as a value", "a: 1\nb: 010203-1234\n", ("cpr-number", 2)),
    attack("a CPR number as a key", "a: 1\n010203-1234: b\n", ("cpr-number", 2)),
    attack("a CPR number in a comment", "a: 1\nb: 2 # 010203-1234\n", ("cpr-number", 2)),
    attack("a CPR number in a block of text", "a: |\n  one\n  010203-1234\n", ("cpr-number", 3)),
    attack("a CPR number across lines", "a: 1\nb: 010203-\n  1234\n", ("cpr-number", 2)),
    attack("a CPR number in escapes", 'a: "\\x30\\x31\\x30\\x32\\x30\\x33-1234"\n', ("cpr-number", 1)),
    attack("a CPR number in full-width digits", "a: ０１０２０３－１２３４\n", ("cpr-number", 1)),
    attack("a CPR number as a tag", "a: !0102031234 b\n", ("cpr-number", 1), ("tag", 1)),
    attack("a CPR number as an anchor", "a: &0102031234 b\n", ("cpr-number", 1), ("anchor", 1)),
    attack("a CPR number as an alias", "a: *0102031234\n", ("cpr-number", 1), ("alias", 1)),
    attack(
        "a CPR number as a key twice",
        "010203-1234: a\n010203-1234: b\n",
        ("cpr-number", 1),
        ("cpr-number", 2),
        ("duplicate-key", 2),
    ),
)

MANY_DUPLICATES = "{" + ",".join(f'"a{i}": 1, "a{i}": 2' for i in range(4_900)) + "}"

# JSON has no lines once it is read; its places are paths.
JSON_ATTACKS = (
    (attack("100,000 open square brackets", "[" * 100_000, ("too-deep", None)), ""),
    (attack("33 levels", "[" * 34 + "]" * 34, ("too-deep", None)), ": " + "[0]" * 33),
    (attack("50 MB", b" " * (50 * MEGABYTE), ("file-too-large", None)), ""),
    (attack("100,000 parts", "[" + "0," * 100_000 + "0]", ("too-many-nodes", None)), ""),
    (attack("NaN", '{"a": NaN}', ("not-a-json-number", None)), ""),
    (attack("Infinity", '{"a": [1, -Infinity]}', ("not-a-json-number", None)), ""),
    (attack("duplicate keys", '{"a": 1, "a": 2}', ("duplicate-key", None)), ""),
    (attack("å twice", f'{{"{A_RING}": 1, "{A_AND_RING}": 2}}', ("duplicate-key", None)), ""),
    (attack("a lone surrogate", '{"a": {"b": "\\ud800"}}', ("invisible-character", None)), ": a.b"),
    (attack("a lone surrogate as a key", '{"a": {"\\udfff": 1}}', ("invisible-character", None)), ": a"),
    (attack("an escaped NUL", '["\\u0000"]', ("invisible-character", None)), ": [0]"),
    (attack("an escaped bidi override", '["x", "\\u202e"]', ("invisible-character", None)), ": [1]"),
    (attack("a number of 100,000 digits", '{"age": ' + "9" * 100_000 + "}", ("text-too-long", None)), ": age"),
    (attack("a CPR number as a number", '{"age": 1012031234}', ("cpr-number", None)), ": age"),
    (attack("a CPR number as a value", '{"a": [{"b": "010203-1234"}]}', ("cpr-number", None)), ": a[0].b"),
    (attack("a CPR number as a key", '{"a": {"010203-1234": 1}}', ("cpr-number", None)), ": a"),
    (attack("a CPR number in escapes", '["\\u0030\\u0031\\u0030203-1234"]', ("cpr-number", None)), ": [0]"),
    (attack("an empty file", "", ("file-empty", None)), ""),
    (attack("only null", "null", ("file-empty", None)), ""),
    (attack("invalid UTF-8", b'{"a": "\xff"}', ("not-utf8", 1)), ":1"),
    (attack("a missing comma", '{"a": 1\n "b": 2}', ("json-syntax", 2)), ":2"),
    (attack("text after the value", '{"a": 1} x', ("json-syntax", 1)), ":1"),
    (attack("a trailing comma", '{"a": 1,\n}', ("json-syntax", 1)), None),
    (attack("single quotes", "{'a': 1}", ("json-syntax", 1)), ":1"),
    (attack("a leading zero", '{"age": 0573}', ("json-syntax", 1)), ":1"),
)
