"""E-mail, handed to the mail server of the house."""

import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from bihuan.kernel.errors import Invalid
from bihuan.notices.channels.interface import Letter, NotSent, Refused, Unclear
from bihuan.notices.models import Problem

FOR_GOOD = 500  # from here on a mail server's no is final
LONGEST_SAID = 120


class Mail:
    longest = 200_000
    repeats_safely = False

    def is_open(self) -> bool:
        return settings.MAIL_IS_OPEN

    def check(self, address: str, secret: str) -> None:
        try:
            validate_email(address)
        except ValidationError:
            raise Invalid(_("This is not an e-mail address.")) from None

    def host(self, address: str) -> str:
        return settings.EMAIL_HOST

    def send(self, letter: Letter) -> None:
        """Hand it in. The same letter has the same Message-ID, should it ever be sent twice."""
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
        headers = {"Message-ID": f"<{letter.key}@{domain}>", "Auto-Submitted": "auto-generated"}
        connection = get_connection()
        try:
            connection.open()
        except smtplib.SMTPAuthenticationError as error:
            raise NotSent(Problem.SIGN_IN, _said(error)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent(Problem.UNREACHABLE) from error
        mail = EmailMessage(
            letter.title, letter.text, to=[letter.address], headers=headers, connection=connection
        )
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise _no(code, said) from error
        except smtplib.SMTPResponseException as error:
            raise _no(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unclear(Problem.SILENT) from error
        finally:
            connection.close()


def _no(code: int, said: bytes | str) -> NotSent | Refused:
    words = f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"[:LONGEST_SAID]
    return Refused(Problem.REFUSED, words) if code >= FOR_GOOD else NotSent(Problem.BUSY, words)


def _said(error: smtplib.SMTPResponseException) -> str:
    said = error.smtp_error
    return f"{error.smtp_code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"[
        :LONGEST_SAID
    ]


MAIL = Mail()
