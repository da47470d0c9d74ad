"""Whether a document's own words speak of another kind than it was handed in as."""

from bihuan.intake.models import Document
from bihuan.intake.rules.kinds import Guess, guessed
from bihuan.journal.models import Event


def other_kind(document: Document) -> Guess | None:
    """Another kind to be proposed once; None where the words agree, or somebody has said of which it is."""
    guess = guessed(document.title, document.text)
    if guess is None or guess.kind == document.source_type:
        return None
    about = Event.objects.about(Document._meta.label_lower, document.pk)
    return None if about.filter(verb="document.sort").exists() else guess
