"""Offers as Open Referral HSDS 3.0, and back: `docs/exchange.md` says what each side can hold."""

from tilbud_engine.kit.hsds.exporting import hsds_page
from tilbud_engine.kit.hsds.importing import read_hsds
from tilbud_engine.kit.hsds.objects import HSDS_VERSION, json_schema

__all__ = ["HSDS_VERSION", "hsds_page", "json_schema", "read_hsds"]
