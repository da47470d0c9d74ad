"""How a paper leaves the house: as a Word file or as pdf, to be saved and not shown."""

from collections.abc import Callable
from urllib.parse import quote

from django.http import Http404, HttpResponse

from bihuan.reports.rendering.typeset import pdf
from bihuan.reports.rendering.word import word
from bihuan.reports.rules.paper import Paper

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS: dict[str, tuple[Callable[[Paper], bytes], str]] = {
    "docx": (word, WORD),
    "pdf": (pdf, "application/pdf"),
}


def paper_answer(paper: Paper, form: str) -> HttpResponse:
    """The paper in the form that is asked for; 404 for any other."""
    if form not in FORMS:
        raise Http404
    write, kind = FORMS[form]
    answer = HttpResponse(write(paper), content_type=kind)
    name = quote(f"{paper.name}.{form}", safe="")
    answer["Content-Disposition"] = f"attachment; filename=\"paper.{form}\"; filename*=UTF-8''{name}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
