"""Who can be mentioned: the forms of ids and e-mail addresses, and the names that mean several people."""

from __future__ import annotations

import re

ID = re.compile("[A-Za-z0-9_-]+")
EMAIL = re.compile(r"[\w.!#$%&'+/=?^-]+@[\w.-]+")
SEVERAL = ("all", "available", "participants")
"""The names that mean several people, in whatever case."""


def is_person(name: str) -> bool:
    """Whether it is an id or an e-mail address that a mention can name.

    >>> is_person("1234567"), is_person("ana@example.com"), is_person("ALL"), is_person(":")
    (True, True, False, False)
    """
    return EMAIL.fullmatch(name) is not None or (ID.fullmatch(name) is not None and name.lower() not in SEVERAL)
