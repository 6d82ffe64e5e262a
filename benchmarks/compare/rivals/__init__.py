"""One file per way of doing it, each with the same names; `benchmarks.compare.jobs` says what they mean.

The order of `NAMES` is that of the tables.
"""

__all__ = ["NAMES"]

NAMES = [
    "ours",
    "ours_voicelive",
    "msgspec_bare",
    "dict_orjson",
    "dict_orjson_fragment",
    "dict_json",
    "dataclasses_orjson",
    "attrs_cattrs",
    "pyrsistent_precord",
    "pydantic_models",
    "openai_model",
    "openai_dict",
    "azure_voicelive",
    "copy_of_bytes",
]
