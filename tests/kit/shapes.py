"""What CPSV-AP 3.2 and CCCEV 2.1 ask of the nodes that offers become, as SHACL shapes made from a table of facts.

A row is a class, a property, how often it must stand there and what it must be: a class, a datatype, or anything.
`text` is a text with a language. Source: the tables of classes and properties of CPSV-AP 3.2.0 and CCCEV 2.1.0.
"""

from __future__ import annotations

from tilbud_engine.kit.cpsv.graph import ATU, CONTEXT

ANY, ONE, SOME, MOST_ONE = "0..n", "1..1", "1..n", "0..1"

FACTS = f"""
cpsv:PublicService   dct:identifier              1..1  -
cpsv:PublicService   dct:title                   1..n  text
cpsv:PublicService   dct:description             1..n  text
cpsv:PublicService   cv:hasCompetentAuthority    1..n  cv:PublicOrganisation
cpsv:PublicService   adms:status                 0..1  skos:Concept
cpsv:PublicService   cv:processingTime           0..1  xsd:duration
cpsv:PublicService   dcat:keyword                0..n  text
cpsv:PublicService   dct:language                0..n  dct:LinguisticSystem
cpsv:PublicService   dct:spatial                 0..n  dct:Location
cpsv:PublicService   dct:isPartOf                0..n  dcat:Dataset
cpsv:PublicService   dct:audience                0..n  skos:Concept
cpsv:PublicService   dct:type                    0..n  skos:Concept
cpsv:PublicService   dct:requires                0..n  cpsv:PublicService
cpsv:PublicService   dct:temporal                0..n  dct:PeriodOfTime
cpsv:PublicService   cv:relatedService           0..n  cpsv:PublicService
cpsv:PublicService   cv:isClassifiedBy           0..n  skos:Concept
cpsv:PublicService   cv:sector                   0..n  skos:Concept
cpsv:PublicService   cv:thematicArea             0..n  skos:Concept
cpsv:PublicService   cv:isGroupedBy              0..n  cv:Event
cpsv:PublicService   cv:hasCost                  0..n  cv:Cost
cpsv:PublicService   cv:hasChannel               0..n  cv:Channel
cpsv:PublicService   cv:contactPoint             0..n  cv:ContactPoint
cpsv:PublicService   cv:hasParticipation         0..n  cv:Participation
cpsv:PublicService   cv:hasLegalResource         0..n  eli:LegalResource
cpsv:PublicService   cv:holdsRequirement         0..n  cv:Requirement
cpsv:PublicService   cpsv:follows                0..n  cpsv:Rule
cpsv:PublicService   cpsv:produces               0..n  cv:Output
cv:PublicOrganisation  skos:prefLabel            1..n  text
cv:PublicOrganisation  dct:spatial               1..n  <{ATU}>
foaf:Agent           dct:identifier              1..1  -
foaf:Agent           dct:title                   1..n  text
cpsv:Rule            dct:identifier              1..1  -
cpsv:Rule            dct:title                   1..n  text
cpsv:Rule            dct:description             1..n  text
cpsv:Rule            dct:language                0..n  dct:LinguisticSystem
cpsv:Rule            dct:type                    0..1  skos:Concept
cpsv:Rule            cpsv:implements             0..n  eli:LegalResource
cv:Requirement       dct:identifier              1..1  -
cv:Requirement       dct:title                   1..n  text
cv:Requirement       dct:type                    0..n  skos:Concept
cv:Requirement       cv:fulfils                  0..n  cpsv:Rule
cv:Requirement       cv:hasRequirement           0..n  cv:Requirement
cv:Requirement       cv:isDerivedFrom            0..n  cv:ReferenceFramework
cv:Requirement       cv:hasConcept               0..n  cv:InformationConcept
cv:Requirement       cv:hasSupportingEvidence    0..n  cv:Evidence
cv:Requirement       skos:prefLabel              0..n  xsd:string
cv:Requirement       dct:description             0..n  xsd:string
cv:Constraint        cv:constrains               0..n  cv:InformationConcept
cv:InformationConcept  skos:prefLabel            0..n  xsd:string
cv:InformationConcept  dct:description           0..n  xsd:string
cv:InformationConcept  dct:type                  0..n  skos:Concept
eli:LegalResource    dct:relation                0..n  eli:LegalResource
cv:Cost              dct:identifier              1..1  -
cv:Cost              dct:description             0..n  text
cv:Cost              cv:hasValue                 0..1  xsd:double
cv:Cost              cv:currency                 0..1  skos:Concept
cv:Cost              cv:isDefinedBy              0..n  org:Organization
cv:ContactPoint      cv:openingHours             0..n  time:TemporalEntity
cv:ContactPoint      cv:contactPage              0..n  foaf:Document
time:TemporalEntity  dct:description             0..n  text
cv:Participation     dct:identifier              1..1  -
cv:Participation     dct:description             1..n  text
cv:Participation     cv:role                     1..n  skos:Concept
cv:Participation     cv:hasParticipant           1..1  foaf:Agent
dcat:Dataset         dct:title                   1..n  text
dcat:Dataset         dct:description             1..n  text
dcat:Dataset         dct:publisher               1..1  foaf:Agent
dct:PeriodOfTime     dcat:startDate              0..1  xsd:date
dct:PeriodOfTime     dcat:endDate                0..1  xsd:date
"""


def turtle() -> str:
    """Return the shapes as Turtle."""
    prefixes = [f"@prefix {key}: <{value}> ." for key, value in CONTEXT.items()]
    shapes = [_shape(*line.split()) for line in FACTS.strip().splitlines()]
    return "\n".join([*prefixes, "@prefix sh: <http://www.w3.org/ns/shacl#> .", *shapes])


def _shape(target: str, path: str, count: str, kind: str) -> str:
    low, high = count.split("..")
    said = [f"sh:path {path}"]
    said += [f"sh:minCount {low}"] if low != "0" else []
    said += [f"sh:maxCount {high}"] if high != "n" else []
    if kind == "text":
        said.append("sh:datatype rdf:langString")
    elif kind.startswith("xsd:"):
        said.append(f"sh:datatype {kind}")
    elif kind != "-":
        said.append(f"sh:class {kind}")
    return f"[] a sh:NodeShape ; sh:targetClass {target} ; sh:property [ {' ; '.join(said)} ] ."
