"""Names in JSON and in Python."""

from __future__ import annotations

import re


def snake(name: str) -> str:
    """`companyId` as `company_id`."""
    return re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), name)


def camel(name: str) -> str:
    """`company_id` as `companyId`."""
    return re.sub("_(.)", lambda letter: letter[1].upper(), name)
