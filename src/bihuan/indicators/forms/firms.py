"""What is asked for about firms above scale: a workbook, and where the line runs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.files.models import StoredFile
from bihuan.indicators.actions.firms import LONGEST_NUMBER, LONGEST_SOURCE, NewBook, NewFirmRule
from bihuan.indicators.models import FirmRule
from bihuan.kernel.money import WAN, NoMoney, in_unit, parse
from bihuan.people.models import Unit

LONGEST_AMOUNT = 20


class WanField(forms.CharField):
    """An amount in 10,000 yuan, exact; it becomes 分."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return parse(text, WAN)
        except NoMoney as error:
            raise forms.ValidationError(_("This is no amount in 10,000 yuan.")) from error


class BookForm(forms.Form):
    """The bureau's workbook of firms, by its number and day."""

    file = forms.FileField(
        label=_("Workbook of firms"),
        help_text=_(
            "xlsx or csv, one firm a line: 统一社会信用代码 企业名称 行业代码 区划代码 "
            "属地 变动 变动月份 变动原因. "
            "Columns headed by a month hold its revenue in 10,000 yuan."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )
    number = forms.CharField(label=_("Number of the document"), max_length=LONGEST_NUMBER)
    published = forms.DateField(
        label=_("Published on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%Y/%m/%d"],
    )
    without_faulty = forms.BooleanField(label=_("Leave faulty lines out"), required=False)

    def book(self, file: StoredFile) -> NewBook:
        """What is brought in."""
        return NewBook(self.cleaned_data["number"], self.cleaned_data["published"], file)


class FirmRuleForm(forms.Form):
    """Where the line runs, begun with the rule in force."""

    line = WanField(label=_("The line, in 10,000 yuan of twelve months"), max_length=LONGEST_AMOUNT)
    near = WanField(label=_("Counts as near from"), max_length=LONGEST_AMOUNT)
    owner = forms.ModelChoiceField(label=_("Unit that answers for the rule"), queryset=Unit.objects.none())
    source = forms.CharField(label=_("Paper in which it stands"), max_length=LONGEST_SOURCE)

    def __init__(self, said: Any, *, was: FirmRule | None) -> None:
        begun = {}
        if was:
            begun = {"line": in_unit(was.line), "near": in_unit(was.near), "owner": was.owner_id}
        super().__init__(said, initial=begun)
        self.fields["owner"].queryset = Unit.objects.filter(is_active=True).order_by("sort_key")  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"rule": NewFirmRule(said["line"], said["near"], said["owner"], said["source"])}
