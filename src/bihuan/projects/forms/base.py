"""What forms about a project have in common: the project, and care for what a colleague wrote meanwhile."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.projects.models import Project


class ActForm(forms.Form):
    """A form that knows the project it is about; `initial_of` says what stands in it at first."""

    def __init__(self, *args: Any, project: Project | None = None, today: date, **more: Any) -> None:
        self.project, self.today = project, today
        first = self.initial_of(project) if project else {}
        more["initial"] = {**first, **more.pop("preset", {})}
        super().__init__(*args, **more)

    def initial_of(self, project: Project) -> dict[str, Any]:
        return {}

    def arguments(self) -> dict[str, Any]:
        """What the action is called with, besides the project."""
        return dict(self.cleaned_data)


class AmendForm(ActForm):
    """A form over something that stands already: only what its sender changed is written.

    What stood in a field travels along with it. A field that a colleague has changed in the meantime is
    refused, as whoever saves has not seen that; fields that the sender left alone keep the colleague's words.
    """

    def watch(self, names: Iterable[str]) -> None:
        for name in names:
            self.fields[name].show_hidden_initial = True

    def stands(self) -> Mapping[str, Any]:
        """What stands now in each field that is watched, as the form would say it."""
        return {}

    def changed(self) -> list[str]:
        """The watched fields that the sender changed."""
        return [name for name in self.stands() if name in self.changed_data]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name, now in self.stands().items():
            if name not in said or name not in self.changed_data:
                continue
            if self._stood(name, now) != now and said[name] != now:
                words = _("Somebody has changed this in the meantime. It reads now: %(value)s")
                self.add_error(name, words % {"value": self._in_words(name, now)})
        return said

    def _stood(self, name: str, now: Any) -> Any:
        """What the page showed of a field; what stands now where it did not say."""
        key = self[name].html_initial_name
        return self.fields[name].clean(self.data[key]) if key in self.data else now

    def _in_words(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            return field.label_from_instance(value) if value else "—"
        if isinstance(field, forms.ChoiceField):
            return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
        return str(field.prepare_value(value) or "—")
