"""The rule language: read it, check it, compile it, match with it, explain it.

Nothing in this package knows a human language or what a rule is used for. A host describes its rule
families (`form.Family`) and the signs that end a clause, and gets matchers back.

Reading: `source` reads YAML with positions, `form` says which keys a document may have (`dates` how a date
is written), `rulefile` turns documents into the values of `rule`, `pattern` reads patterns, `translate`
writes them as RE2 expressions with holes (`template`), in an `alphabet` that the set has of its own,
`merge` lays files over each other, `check` finds what is wrong with them, and `faults` says where.

Running: `ruleset` holds what belongs together and loads it, `store` keeps it for the next start. `lexicon`
finds the words of all lists in a text (`view`) and, by what patterns `need`, which of these can match.
`matcher` runs them (`compiled`) with the `engine` and gives each `match`, `conditions` judges what stands
round it; `wordset` finds plain words. What must be known of the words for that is the `index`.

Explaining: `examples` runs the examples that stand in rules, `coverage` counts what they reach, `describe`
and `reference` tell what a rule does.
"""
