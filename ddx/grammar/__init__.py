"""The rule language: read it, check it, compile it, match with it, explain it.

Nothing in this package knows a human language or what a rule is used for. A host describes its rule
families (`form.Family`) and its punctuation (`pattern.Punctuation`), and gets matchers back.

The way through: `source` reads YAML with positions, `form` says which keys a document may have,
`rulefile` turns documents into rules, lists and slots, `pattern` turns a pattern into a regular
expression that RE2 runs in linear time, `ruleset` merges files, `matcher` runs them.
"""
