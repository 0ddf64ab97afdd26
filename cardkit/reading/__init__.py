"""Readers of single values: text, numbers, addresses, lists, pairs, rows of a table, and JSON.

A reader takes a value and its `Place`, adds each issue to the place, and returns a value of the right type. The same
readers serve the arguments of a step and the JSON of a body. The files, from the bottom up:

- what a value is: `guards` asks for its kind, `libraries` for values of NumPy, pandas and pyarrow, `records` for the
  names of its values; `types` says the same to type checkers;
- where it stands: `place`;
- what reads one: `text`, `scalars` (numbers, and what a body has instead), `urls`, `lists`, `objects` (of a body),
  `json`, `widths`, and `part`, the base of all that a message is made of, with `frozen`;
- what reads data: `options` are its arguments, `frames` and `records` its columns, `data` picks them, `formats` writes
  them, `rows` and `tables` make tables, `series` charts and graphs of them;
- what an error suggests: `hints` for an argument, `misplaced` for a key or a value of a body, `not_json` for text that
  is no JSON, `destinations` for a destination;
- beside them: `graphemes` (what readers see as characters), `schemas` (builders of JSON Schema), `lazy` (imports).
"""
