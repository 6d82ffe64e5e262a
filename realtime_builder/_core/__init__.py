"""The private core. Not for users.

=========  =================================================================================================
types      `shape` reads fields and their types, `meta` makes structs, `copy_signature` is for checkers alone
values     `frozen` is the base of held values; `values`, `arrays` and `extras` are those; `slots` hold them
JSON       `plain` is a caller's, `free_json` is changed at a path, `skipped` is not parsed yet, `keeping`
           takes JSON as it comes, `depth` is the limit of all
reading    `reading` decodes, `reader` goes where msgspec alone can't, `big_numbers` finds what Python can't hold
writing    `writing` encodes
setting    `setters` go by the exact type of a value, `intake` takes everything else
at depth   `walker` and `walk_json` follow a path, `plans` and `read_plans` remember the way
places     `paths` are written and parsed, `items` lie in lists, `places` and `within` say what is declared there
words      `wording` puts msgspec's errors into words, `showing` explains a value, `masking` hides secrets
packages   `on_demand` imports their names when they are asked for
=========  =================================================================================================
"""
