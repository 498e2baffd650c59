"""Each person's settings of the console, as one document a person."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from classifier.storage.tables import Base


class PreferenceRow(Base):
    """The settings of a person, by the id that the audit trail names. Also for whoever sits at the machine."""

    __tablename__ = "person_preference"
    person: Mapped[str] = mapped_column(String(120), primary_key=True)
    document: Mapped[str] = mapped_column(Text)


def load(session: Session, person: str) -> str:
    """Return the stored document, empty where the person never chose anything."""
    row = session.get(PreferenceRow, person)
    return row.document if row else ""


def save(session: Session, person: str, document: str) -> None:
    """Store the document."""
    session.merge(PreferenceRow(person=person, document=document))
