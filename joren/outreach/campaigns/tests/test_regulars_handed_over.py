"""The list of those who are next, handed from the regulars' room to the draft of a campaign."""

import pytest

from joren.insight.loyalty import actions
from joren.insight.loyalty.tests.history import THRICE, person
from joren.outreach.campaigns.models import Campaign
from joren.outreach.mail import drafts
from joren.outreach.mail.drafts import Draft
from joren.segments.engine import run
from joren.segments.library.queries import get_segment


@pytest.fixture
def reachable(db):
    """One purchase away now, with consent."""
    return person([0, 10], name="花子", email="h@example.jp", consent_on=0)


def test_the_list_is_handed_to_a_campaign_whose_draft_names_the_step(client, owner, reachable):
    actions.define(rule=THRICE, by=owner)
    client.force_login(owner)
    assert client.get("/regulars/next/hand-over/campaigns/").status_code == 405
    answer = client.post("/regulars/next/hand-over/campaigns/", {"group": "near"})
    assert answer.status_code == 302
    form = client.get(answer.headers["Location"])
    shown = form.context["form"]
    assert shown["subject"].value().startswith("{% if loyalty.step %}{{ loyalty.step }}で常連")
    segment = get_segment(shown["segment_key"].value())
    assert run.members(segment.rule) == [reachable.pk]
    drafts.check(Draft(subject=shown["subject"].value(), preheader="", body=shown["body"].value(), format="text"))
    assert not Campaign.objects.exists()
    again = client.post("/regulars/next/hand-over/campaigns/", {"group": "near"})
    assert again.headers["Location"] == answer.headers["Location"]
