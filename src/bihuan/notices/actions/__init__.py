"""Every write to messages, lines, webhooks and deliveries."""

from bihuan.notices.actions.deliveries import discard_delivery, resend_delivery
from bihuan.notices.actions.gathering import gather
from bihuan.notices.actions.lines import close_line, confirm_line, open_line
from bihuan.notices.actions.sending import send_next
from bihuan.notices.actions.stamping import fetch_stamp
from bihuan.notices.actions.telling import Message, mark_read, send, send_all
from bihuan.notices.actions.webhooks import announce, close_webhook, open_webhook

__all__ = [
    "Message",
    "announce",
    "close_line",
    "close_webhook",
    "confirm_line",
    "discard_delivery",
    "fetch_stamp",
    "gather",
    "mark_read",
    "open_line",
    "open_webhook",
    "resend_delivery",
    "send",
    "send_all",
    "send_next",
]
