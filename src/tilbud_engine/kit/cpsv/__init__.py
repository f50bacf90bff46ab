"""Offers as CPSV-AP 3.2 services and CCCEV 2.1 requirements in JSON-LD; `docs/exchange.md` says what it holds."""

from tilbud_engine.kit.cpsv.services import cpsv_document

__all__ = ["cpsv_document"]
