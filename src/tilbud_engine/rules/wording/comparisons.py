"""One comparison in words, turned around where the rule says "not"."""

from __future__ import annotations

from collections.abc import Sequence

from tilbud_engine.errors import Language
from tilbud_engine.rules.conditions import Constant, Operator, Test
from tilbud_engine.rules.wording.amounts import compared
from tilbud_engine.rules.wording.statements import empty_said, in_order, same, truth_said, values_said
from tilbud_engine.rules.wording.texts import Clause, texts

OPPOSITE = {
    Operator.AT_LEAST: Operator.BELOW,
    Operator.BELOW: Operator.AT_LEAST,
    Operator.AT_MOST: Operator.ABOVE,
    Operator.ABOVE: Operator.AT_MOST,
}


def constants(test: Test) -> tuple[Constant, ...]:
    """Return the values that a bound comparison compares with.

    Raises TypeError for one that is not bound.
    """
    made = tuple(one for one in test.operands if isinstance(one, Constant))
    if len(made) != len(test.operands):
        raise TypeError("not bound yet: a parameter or a length of time")
    return made


def compares_order(test: Test) -> bool:
    """Tell whether it compares the order of a number or a date, not the number of members."""
    return test.operator in OPPOSITE and not test.counted


def comparison(test: Test, language: Language, *, negated: bool) -> Clause:
    """Return what one comparison asks, or what its opposite does."""
    own, fact = texts(language), test.fact
    if test.operator is Operator.IS_EMPTY:
        return own.turned(empty_said(fact, language, truth=not negated))
    if test.counted:
        return _counted(test, language, negated=negated)
    match fact.type:
        case "set":
            return _of_set(test, language, negated=negated)
        case "bool":
            return _of_truth(test, language, negated=negated)
        case "choice":
            names = _names(test)
            rest = [one for one in fact.values if one not in names]
            if negated and len(rest) == 1:
                return own.turned(values_said(fact, rest, language, "or", truth=True))
            return own.turned(values_said(fact, names, language, "or", truth=not negated))
        case _:
            operator = OPPOSITE.get(test.operator, Operator.IS) if negated else test.operator
            phrase = fact.in_words("phrase", language)
            turned = negated and operator is Operator.IS
            shown = compared(fact, [(operator, constants(test))], language)
            return own.turned((own.negated(phrase) if turned else same(phrase)).filled(shown))


def _names(test: Test) -> Sequence[str]:
    return [str(one.value) for one in constants(test)]


def _of_truth(test: Test, language: Language, *, negated: bool) -> Clause:
    own = texts(language)
    listed = {bool(one.value) for one in constants(test)}
    truths = [truth for truth in (True, False) if (truth in listed) is not negated]
    said = [own.turned(truth_said(test.fact, language, truth=truth)) for truth in truths]
    # "Neither yes nor no" is no answer there is.
    return own.joined(said, "clause-or") if said else own.clause(own.words["nobody-clause"])


def _of_set(test: Test, language: Language, *, negated: bool) -> Clause:
    own, fact, names = texts(language), test.fact, _names(test)
    if test.operator is not Operator.INCLUDES_ALL:
        truth = (test.operator is Operator.INCLUDES_ANY) is not negated
        return own.turned(values_said(fact, names, language, "or", truth=truth))
    if not negated:
        return own.turned(values_said(fact, names, language, "and", truth=True))
    each = [values_said(fact, [one], language, "or", truth=False) for one in in_order(fact, names)]
    return own.joined([own.turned(one) for one in each], "clause-or")


def _counted(test: Test, language: Language, *, negated: bool) -> Clause:
    own, fact = texts(language), test.fact
    operator = OPPOSITE.get(test.operator, test.operator) if negated else test.operator
    units = fact.in_words("unit", language) or own.words["of-many"]
    unit = fact.in_words("unit_one", language) or units
    numbers = sorted({int(str(one.value)) for one in constants(test)})
    shown = f"{own.listed([str(one) for one in numbers], 'or')} {unit if numbers == [1] else units}"
    if operator is not Operator.IS:
        shown = own.words[operator].format(n=shown)
    phrase = fact.in_words("phrase", language)
    turned = negated and operator is Operator.IS
    return own.turned((own.negated(phrase) if turned else same(phrase)).filled(shown))
