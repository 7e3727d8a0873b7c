"""Rule files read for those who write them: with every place and every fault, and their examples run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ddx.extract.families import FAMILIES
from ddx.extract.observe import Observer
from ddx.grammar.examples import Report, run_examples
from ddx.grammar.faults import Fault, Place, RuleError
from ddx.grammar.matcher import Matcher
from ddx.grammar.merge import merge, source_file
from ddx.grammar.rule import Rule
from ddx.grammar.ruleset import contents
from ddx.grammar.source import SourceFile
from ddx.text import CLAUSE_ENDS


class Rulebook:
    """Rule files laid over each other, as `load` does it.

    `base` are the files and folders in force, `asked` those that the user wants to know about: they are laid
    on top, unless they stand in the base already. `rules` is the set of all that can be run, `faults` tells
    what cannot. With nothing asked about, all is.
    """

    def __init__(self, base: Sequence[Path], asked: Sequence[Path] = ()) -> None:
        self.faults: list[Fault] = []
        asked_layers = [self._layer(path) for path in asked]
        names = {Path(name).resolve(): name for layer in asked_layers for name, _ in layer}
        layers: list[list[tuple[str, bytes]]] = []
        for layer in map(self._layer, base):
            layers.append([(names.get(Path(name).resolve(), name), content) for name, content in layer])
        known = {name for layer in layers for name, _ in layer}
        layers += [
            [(name, content) for name, content in layer if name not in known] for layer in asked_layers
        ]
        self._sources = [[source_file(name, content) for name, content in layer] for layer in layers]
        self._asked = frozenset(names.values()) if asked else None
        self.rules, faults = merge(self._sources, FAMILIES, CLAUSE_ENDS)
        self.faults += faults

    def _layer(self, path: Path) -> list[tuple[str, bytes]]:
        try:
            return contents(path)
        except RuleError as error:
            self.faults += error.faults
            return []

    def asks(self, place: Place) -> bool:
        """Whether the user asked about the file that a place is in."""
        return self._asked is None or place.path in self._asked

    def test(self) -> Report:
        """Run the examples of all that was asked about."""
        return run_examples(self.rules, CLAUSE_ENDS, Observer(self.rules).observe, self.asks)

    def check(self) -> list[Fault]:
        """Every fault of what was asked about: what cannot be read or run, examples that lack or do not hold.

        Faults of other files are told too, because they keep rules from being read. The examples of what has
        a fault already are left for when it is mended.
        """
        faults = [*self.faults, *self._too_large()]
        broken = {(fault.path, self._file(fault.path).document_of(fault.line)) for fault in faults}

        def is_sound(place: Place) -> bool:
            return (place.path, self._file(place.path).document_of(place.line)) not in broken

        report = self.test()
        # Slots and the rules that have examples, all of which hold.
        shown = {*self.rules.slots, *(rule.id for rule in self.rules.rules.values() if rule.examples)}
        shown -= {failure.owner for failure in report.failures}
        for failure in report.failures:
            if is_sound(failure.place):
                faults.append(self._fault(failure.place, f"{failure.owner}: {failure.message}"))
        for rule in self.rules.rules.values():
            if self.asks(rule.place) and is_sound(rule.place):
                faults += self._lacking(rule)
        for owner, point in report.missing:
            if point.what == "pattern" and owner in shown and is_sound(point.place):
                hint = "add one that it finds something in"
                faults.append(self._fault(point.place, f"no example of {owner} reaches this pattern", hint))
        return sorted(set(faults))

    def _lacking(self, rule: Rule) -> list[Fault]:
        sides = {example.finds is None for example in rule.examples}
        wanted = ((False, "it takes", ""), (True, "it leaves alone", "finds: nothing"))
        return [
            self._fault(rule.place, f"the rule {rule.id} has no example of what {what}", hint)
            for side, what, hint in wanted
            if side not in sides
        ]

    def _too_large(self) -> list[Fault]:
        found: list[Fault] = []
        for family in FAMILIES:
            try:
                Matcher(self.rules, family).compile(lambda rule: self.asks(rule.place))
            except RuleError as error:
                found += error.faults
        return found

    def _file(self, path: str) -> SourceFile:
        files = (file for layer in self._sources for file in layer if file.path == path)
        return next(files, SourceFile(path, ""))

    def _fault(self, place: Place, message: str, hint: str = "") -> Fault:
        return self._file(place.path).fault_at(place, message, hint)
