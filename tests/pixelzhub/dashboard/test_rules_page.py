"""Template rules without JavaScript: add, change, move, delete; the switch with its caps; the dry run."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from pixelzhub.accounts.models import AuditEvent, Membership, Merchant, PixelzAccount
from pixelzhub.retouch.models import Job, TemplateRule
from pixelzhub.retouch.rules import order_by_rules
from tests import builders
from tests.pixelzhub.dashboard.retouched import choose, mendable

RULES = reverse("dashboard:settings-rules")
SWITCH = reverse("dashboard:rules-by-itself")
DRY_RUN = reverse("dashboard:rules-dry-run")


@pytest.fixture
def shop(merchant: Merchant) -> Merchant:
    builders.make_pixelz(merchant)
    builders.make_template(merchant)
    return merchant


@pytest.fixture
def editor(merchant: Merchant) -> Client:
    user = builders.make_user("editor@example.com")
    Membership.objects.create(merchant=merchant, user=user, role="editor")
    found = Client()
    found.force_login(user)
    return found


def rule_address(rule: TemplateRule) -> str:
    return reverse("dashboard:settings-rule", args=[rule.pk])


def tags(merchant: Merchant) -> list[str]:
    return list(TemplateRule.objects.filter(merchant=merchant).values_list("tag", flat=True))


def test_rule_is_added_and_decides_in_the_cart(editor, shop) -> None:
    photo = mendable(shop)[0]
    dear = builders.make_template(shop, "For bags", "4.00")
    category = builders.make_category(photo.store, "Bags")
    photo.product.category, photo.product.tags = category, ["Autumn"]
    photo.product.save()
    values = {
        "store": photo.store_id, "category": category.pk, "tag": "autumn", "finding": "non_white_background",
        "template": dear.pk,
    }  # fmt: skip
    assert editor.post(RULES, values).status_code == 302
    page = editor.get(RULES).content.decode()
    for words in ("Category: Bags", "Tag: autumn", "Finding: Background is not pure white", "For bags"):
        assert words in page
    choose(shop, [photo])
    assert "1 × $4.00" in editor.get(reverse("dashboard:new-order")).content.decode()
    assert AuditEvent.objects.filter(action="rule.made", actor="editor@example.com").exists()


def test_rules_are_moved_changed_and_deleted(editor, shop) -> None:
    template = shop.templates.get()
    for tag in ("a", "b", "c"):
        editor.post(RULES, {"tag": tag, "template": template.pk})
    first, _second, third = TemplateRule.objects.all()
    editor.post(rule_address(third), {"do": "up"})
    assert tags(shop) == ["a", "c", "b"]
    editor.post(rule_address(first), {"do": "down"})
    assert tags(shop) == ["c", "a", "b"]
    editor.post(rule_address(third), {"do": "up"})
    assert tags(shop) == ["c", "a", "b"]
    editor.post(rule_address(first), {"do": "save", "tag": "z", "template": template.pk, "sends_itself": "on"})
    first.refresh_from_db()
    assert (first.tag, first.sends_itself) == ("z", True)
    editor.post(rule_address(third), {"do": "delete"})
    assert tags(shop) == ["z", "b"]
    assert "Once orders by rule are on" in editor.get(RULES).content.decode()


def test_rule_takes_nothing_of_another_merchant(editor, shop) -> None:
    other = builders.make_merchant("Other")
    store = builders.make_store(other)
    foreign = {
        "store": store.pk, "category": builders.make_category(store).pk, "template": builders.make_template(other).pk
    }  # fmt: skip
    for name, value in foreign.items():
        answer = editor.post(RULES, {"template": shop.templates.get().pk} | {name: value})
        assert answer.status_code == 422
    assert not TemplateRule.objects.exists()


def test_category_of_another_store_is_refused_by_name(editor, shop) -> None:
    one, two = builders.make_store(shop, name="One"), builders.make_store(shop, name="Two")
    category = builders.make_category(two, "Bags")
    values = {"store": one.pk, "category": category.pk, "template": shop.templates.get().pk}
    answer = editor.post(RULES, values)
    assert answer.status_code == 422
    assert "Bags is a category of another store than One." in answer.content.decode()


def test_more_rules_than_anybody_reads_are_refused(editor, shop, monkeypatch) -> None:
    monkeypatch.setattr("pixelzhub.dashboard.views.rules.MOST", 1)
    values = {"template": shop.templates.get().pk}
    editor.post(RULES, values)
    assert "1 rules are the most" in editor.post(RULES, values).content.decode()


def test_viewers_see_rules_and_change_none(viewer, shop) -> None:
    rule = builders.make_rule(shop, shop.templates.get())
    page = viewer.get(RULES).content.decode()
    assert "Every photo" in page
    assert "Add the rule" not in page
    for address in (RULES, rule_address(rule), SWITCH):
        assert viewer.post(address, {"do": "delete", "template": rule.template_id}).status_code == 403
    assert TemplateRule.objects.count() == 1


@pytest.mark.parametrize(("caps", "missing"), [({}, 2), ({"auto_daily_cap": "5"}, 1), ({"auto_monthly_cap": "50"}, 1)])
def test_switch_needs_both_caps(client, shop, caps, missing) -> None:
    answer = client.post(SWITCH, {"auto_submit": "on"} | caps)
    assert answer.status_code == 422
    assert answer.content.decode().count("Orders by rule need this cap") == missing
    assert not PixelzAccount.objects.get().auto_submit


def test_switch_goes_on_and_off_and_is_written_down(client, editor, shop) -> None:
    assert "Off" in client.get(RULES).content.decode()
    caps = {"auto_daily_cap": "5.00", "auto_monthly_cap": "50.00"}
    assert editor.post(SWITCH, {"auto_submit": "on"} | caps).status_code == 403
    client.post(SWITCH, {"auto_submit": "on"} | caps)
    assert PixelzAccount.objects.get().auto_submit
    client.post(SWITCH, caps)
    assert not PixelzAccount.objects.get().auto_submit
    assert AuditEvent.objects.filter(action="rules.by_themselves").count() == 2


@pytest.mark.parametrize("value", ["0", "-1", "x"])
def test_cap_that_makes_no_sense_is_refused(client, shop, value) -> None:
    assert client.post(SWITCH, {"auto_daily_cap": value, "auto_monthly_cap": "5"}).status_code == 422


def test_dry_run_shows_what_is_then_sent_and_what_it_costs(client, shop) -> None:
    photos = mendable(shop, 3)
    builders.make_rule(shop, shop.templates.get(), sends_itself=True)
    page = client.get(DRY_RUN).content.decode()
    assert "Orders by rule are off." in page
    assert "3 photos, estimate" in page
    client.post(SWITCH, {"auto_submit": "on", "auto_daily_cap": "2.50", "auto_monthly_cap": "50.00"})
    page = client.get(DRY_RUN).content.decode()
    assert "2 photos, estimate" in page
    assert "$2.30" in page
    assert not Job.objects.exists()
    order_by_rules()
    sent = set(Job.objects.values_list("image", flat=True))
    shown = {photo.image_id for photo in photos if reverse("dashboard:image", args=[photo.image_id]) in page}
    assert sent == shown
    assert "Nothing: no rule" in client.get(DRY_RUN).content.decode()
    assert "by your rules" in client.get(reverse("dashboard:orders")).content.decode()


def test_without_an_account_there_is_no_switch(client, merchant) -> None:
    assert "Connect Pixelz first." in client.get(RULES).content.decode()
    assert client.post(SWITCH, {"auto_submit": "on"}).status_code == 404
