"""What every confirm runs, built once: building a statement takes longer than running it."""

from __future__ import annotations

from sqlalchemy import BindParameter, and_, bindparam, or_, select, update

from alignments.store import schema

_beads, _bitexts, _documents = schema.beads, schema.bitexts, schema.documents
_links, _members = schema.bead_segments, schema.members
_revisions, _segments = schema.revisions, schema.segments
_bead: BindParameter[int] = bindparam("bead")
_document: BindParameter[int] = bindparam("document")
_user: BindParameter[str] = bindparam("user")

BEAD = select(_beads.c.id).where(_beads.c.id == _bead)
BITEXT_OF_BEAD = (
    select(_bitexts).join(_beads, _beads.c.bitext_id == _bitexts.c.id).where(_beads.c.id == _bead)
)
SOURCE_TEXTS = (
    select(_segments.c.text)
    .join(_links, _links.c.segment_id == _segments.c.id)
    .where(_links.c.bead_id == _bead, _links.c.side == "source")
    .order_by(_links.c.position)
)
LOCKED_BEAD = (
    select(_beads.c.revision, _bitexts.c.attic)
    .join(_bitexts, _bitexts.c.id == _beads.c.bitext_id)
    .where(_beads.c.id == _bead)
    .with_for_update(key_share=True, of=_beads)
)
LOCKED_BEAD_AND_LANGUAGES = LOCKED_BEAD.add_columns(
    _documents.c.id,
    _documents.c.language.label("source_language"),
    _documents.c.settings,
    _bitexts.c.language,
).join(_documents, _documents.c.id == _bitexts.c.document_id)
CHANGED_BEAD = update(_beads).where(_beads.c.id == _bead)

REVISION = select(_revisions).where(
    _revisions.c.bead_id == _bead, _revisions.c.number == bindparam("number")
)
REVISION_OF_OPERATION = select(_revisions).where(_revisions.c.op_id == bindparam("op_id"))
SEEN_OR_SENT = select(_revisions).where(
    or_(
        and_(_revisions.c.bead_id == _bead, _revisions.c.number == bindparam("number")),
        _revisions.c.op_id == bindparam("op_id", type_=_revisions.c.op_id.type),
    )
)
NEW_REVISION = _revisions.insert()

AUTHOR_OF_DOCUMENT = select(_documents.c.author).where(
    _documents.c.id == _document, _documents.c.arriving_at.is_(None)
)
ROLE_OF_MEMBER = AUTHOR_OF_DOCUMENT.add_columns(
    select(_members.c.role)
    .where(_members.c.document_id == _document, _members.c.name == _user)
    .scalar_subquery()
)
