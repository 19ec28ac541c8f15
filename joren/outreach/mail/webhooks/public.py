"""Where providers report what became of mails: open without log-in, closed to whoever cannot prove to be one."""

import json
import logging

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from joren.foundation.errors import JorenError
from joren.outreach.mail import returns
from joren.outreach.mail.models import MailAccount

from . import reports

logger = logging.getLogger(__name__)
_LARGEST = 2_000_000


@csrf_exempt
@login_not_required
@require_POST
def told(request: HttpRequest, name: str) -> HttpResponse:
    """A provider reports. 200 also for what was told before, so that it does not repeat it for ever."""
    account = MailAccount.objects.filter(webhook_name=name).exclude(webhook_name="").first()
    if account is None or account.provider == MailAccount.Provider.SMTP:
        return HttpResponse(status=404)
    if len(request.body) > _LARGEST:
        return HttpResponse(status=413)
    if _asks_to_subscribe(request):
        logger.warning("Amazon SNS asks to confirm the reports of mail account %s: %s", account.pk, _address(request))
        return HttpResponse(status=200)
    try:
        things = reports.read(request, account)
    except JorenError as refused:
        return HttpResponse(str(refused), status=refused.status, content_type="text/plain; charset=utf-8")
    except (ValueError, KeyError, TypeError, AttributeError):
        return HttpResponse(status=400)
    with transaction.atomic():
        for thing in things:
            returns.take(thing)
    return HttpResponse(status=200)


def _asks_to_subscribe(request: HttpRequest) -> bool:
    return request.headers.get("x-amz-sns-message-type") == "SubscriptionConfirmation"


def _address(request: HttpRequest) -> str:
    try:
        return str(json.loads(request.body)["SubscribeURL"])[:500]
    except (ValueError, KeyError, TypeError):
        return "?"
