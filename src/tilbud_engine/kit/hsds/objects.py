"""The objects of the Human Services Data Specification 3.0, as far as offers use them.

The names, types, required fields, formats and enumerations are those of the specification's `schema/*.json`. What an
offer never fills (`accessibility`, `funding`, `program`, `metadata`) is left out; a reader ignores what it does not
know. Source: Open Referral HSDS 3.0, schema of `service` and what it refers to.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

HSDS_VERSION = "3.0"

Uuid = Annotated[str, Field(json_schema_extra={"format": "uuid"})]
Uri = Annotated[str, Field(json_schema_extra={"format": "uri"})]
Email = Annotated[str, Field(json_schema_extra={"format": "email"})]
Number = int | Annotated[float, Field(allow_inf_nan=False)]
Status = Literal["active", "inactive", "defunct", "temporarily closed"]
Place = Literal["physical", "postal", "virtual"]


class HsdsObject(BaseModel):
    """An object of HSDS: frozen, and blind to fields that offers do not use."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Taxonomy(HsdsObject):
    """A list of terms."""

    id: Uuid
    name: str
    description: str
    uri: Uri | None = None
    version: str | None = None


class TaxonomyTerm(HsdsObject):
    """A term of a list; `code` and the list define it."""

    id: Uuid
    name: str
    description: str
    code: str | None = None
    parent_id: Uuid | None = None
    taxonomy: str | None = None
    taxonomy_detail: Taxonomy | None = None
    language: str | None = None
    taxonomy_id: Uuid | None = None
    term_uri: Uri | None = None


class Attribute(HsdsObject):
    """What links a service to a term, with a value if there is one: where HSDS holds what it has no field for."""

    id: Uuid
    link_id: Uuid | None = None
    taxonomy_term_id: Uuid | None = None
    link_type: str | None = None
    link_entity: str | None = None
    value: str | None = None
    taxonomy_term: TaxonomyTerm | None = None


class Phone(HsdsObject):
    """A telephone number."""

    id: Uuid
    number: str
    service_id: Uuid | None = None
    type: str | None = None
    description: str | None = None


class Contact(HsdsObject):
    """Whom to turn to."""

    id: Uuid
    service_id: Uuid | None = None
    name: str | None = None
    title: str | None = None
    department: str | None = None
    email: Email | None = None
    phones: tuple[Phone, ...] = ()


class Schedule(HsdsObject):
    """When it is open; offers have it in words only."""

    id: Uuid
    service_id: Uuid | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    description: str | None = None


class Address(HsdsObject):
    """An address in its parts."""

    id: Uuid
    location_id: Uuid | None = None
    address_1: str
    address_2: str | None = None
    city: str
    region: str | None = None
    state_province: str
    postal_code: str
    country: str
    address_type: Place


class Location(HsdsObject):
    """A place where something is."""

    id: Uuid
    location_type: Place
    name: str | None = None
    description: str | None = None
    url: Uri | None = None
    addresses: tuple[Address, ...] = ()


class ServiceAtLocation(HsdsObject):
    """A service at a place."""

    id: Uuid
    service_id: Uuid | None = None
    location_id: Uuid | None = None
    description: str | None = None
    location: Location | None = None


class ServiceArea(HsdsObject):
    """Where people must live to use it."""

    id: Uuid
    service_id: Uuid | None = None
    name: str | None = None
    description: str | None = None
    uri: str | None = None


class CostOption(HsdsObject):
    """A price."""

    id: Uuid
    service_id: Uuid | None = None
    option: str | None = None
    currency: str | None = None
    amount: Number | None = None
    amount_description: str | None = None


class RequiredDocument(HsdsObject):
    """A paper that somebody must bring."""

    id: Uuid
    service_id: Uuid | None = None
    document: str | None = None
    uri: Uri | None = None


class OrganizationIdentifier(HsdsObject):
    """A number that others know an organization by."""

    id: Uuid
    organization_id: Uuid | None = None
    identifier_scheme: str | None = None
    identifier_type: str
    identifier: str


class Organization(HsdsObject):
    """Who delivers a service."""

    id: Uuid
    name: str
    description: str
    alternate_name: str | None = None
    email: Email | None = None
    website: Uri | None = None
    organization_identifiers: tuple[OrganizationIdentifier, ...] = ()


class Service(HsdsObject):
    """A service with everything that belongs to it."""

    id: Uuid
    organization_id: Uuid | None = None
    name: str
    alternate_name: str | None = None
    description: str | None = None
    url: Uri | None = None
    email: Email | None = None
    status: Status
    interpretation_services: str | None = None
    application_process: str | None = None
    fees_description: str | None = None
    eligibility_description: str | None = None
    minimum_age: Number | None = None
    maximum_age: Number | None = None
    assured_date: str | None = None
    alert: str | None = None
    phones: tuple[Phone, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    service_areas: tuple[ServiceArea, ...] = ()
    service_at_locations: tuple[ServiceAtLocation, ...] = ()
    organization: Organization | None = None
    cost_options: tuple[CostOption, ...] = ()
    required_documents: tuple[RequiredDocument, ...] = ()
    contacts: tuple[Contact, ...] = ()
    attributes: tuple[Attribute, ...] = ()


class Page(HsdsObject):
    """A page of services, as the API of HSDS gives it; here there is one page."""

    total_items: int
    total_pages: int
    page_number: int
    size: int
    first_page: bool
    last_page: bool
    empty: bool
    contents: tuple[Service, ...]


class _Plain(GenerateJsonSchema):
    """What may be left out is left out: HSDS knows no null."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a page of services, made of these objects."""
    made = Page.model_json_schema(schema_generator=_Plain)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
