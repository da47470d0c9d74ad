"""What people type about lines and webhooks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.journal.rules import named_verbs
from bihuan.notices.channels import CHANNELS
from bihuan.notices.models import Way

FIRST, LAST, USUAL = 6, 20, 8
LONGEST_ADDRESS = 500


class LineForm(forms.Form):
    """A way out to oneself."""

    channel = forms.ChoiceField(label=_("Channel"))
    address = forms.CharField(
        label=_("Address"),
        max_length=LONGEST_ADDRESS,
        help_text=_("The e-mail address, or the webhook address of the robot in your group."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )
    secret = forms.CharField(
        label=_("Secret of the signature"),
        max_length=200,
        required=False,
        help_text=_("For DingTalk and Feishu: shown where you set up the robot. It is kept sealed."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    hour = forms.TypedChoiceField(
        label=_("The digest comes from"),
        coerce=int,
        initial=USUAL,
        choices=[(hour, f"{hour}:00") for hour in range(FIRST, LAST + 1)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [  # type: ignore[attr-defined]
            (way.value, way.label) for way in Way if way != Way.WEBHOOK and CHANNELS[way].is_open()
        ]


class WebhookForm(forms.Form):
    """A program that wants to hear of events."""

    name = forms.CharField(label=_("Which program"), max_length=60)
    address = forms.CharField(
        label=_("Address"),
        max_length=LONGEST_ADDRESS,
        help_text=_("It begins with https:// and a host that this installation may reach."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )
    verbs = forms.MultipleChoiceField(
        label=_("Which events"), required=False, help_text=_("None chosen: all of them.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verbs"].choices = named_verbs()  # type: ignore[attr-defined]
