"""The form of every move, by the name that the table of moves gives it."""

from bihuan.supervision.forms import lights, moves, reporting

FORMS: dict[str, type[moves.MoveForm]] = {
    "": moves.MoveForm,
    **{form.__name__: form for form in moves.MoveForm.__subclasses__()},
    **{form.__name__: form for form in (reporting.ProgressForm, lights.ScheduleForm, lights.SlipForm)},
}
