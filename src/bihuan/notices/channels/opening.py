"""What channels ask before anything is sent."""

from django.conf import settings
from django.utils.translation import gettext as _

from bihuan.kernel.errors import Invalid


def some_host(usual: str) -> bool:
    """Whether requests may go to a maker's usual host, or to a host inside that may stand for it."""
    return usual in settings.OUTSIDE_HOSTS or (settings.PRIVATE_HOSTS and bool(settings.OUTSIDE_HOSTS))


def need_secret(secret: str) -> None:
    """Refuse a robot that would post whatever anybody sends it."""
    if not secret:
        raise Invalid(_("Choose signing when you set up the robot, and enter its secret here."))
