"""The merchant's template rules in words, in their order, and what the rules would send by themselves now."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from analytics.channels import CHANNELS
from pixelzhub.accounts.models import Merchant
from pixelzhub.retouch.models import TemplateRule

MOST = 200


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule: its conditions as words, and whether it is the first or the last."""

    rule: TemplateRule
    conditions: list[str]
    is_first: bool
    is_last: bool


def finding_choices() -> list[tuple[str, str]]:
    """Every finding that a photo can have, once, by its title."""
    titles = {rule.code: rule.title for channel in reversed(CHANNELS.values()) for rule in channel.rules}
    return sorted(titles.items(), key=lambda choice: choice[1])


def rule_rows(merchant: Merchant) -> list[RuleRow]:
    """The rules in the order in which they are tried."""
    rules = list(TemplateRule.objects.filter(merchant=merchant).select_related("store", "category", "template"))
    titles = dict(finding_choices())
    return [
        RuleRow(rule, _conditions(rule, titles), number == 0, number == len(rules) - 1)
        for number, rule in enumerate(rules)
    ]


def _conditions(rule: TemplateRule, titles: dict[str, str]) -> list[str]:
    found = [
        _("Store: %(name)s") % {"name": rule.store} if rule.store else "",
        _("Category: %(name)s") % {"name": rule.category} if rule.category else "",
        _("Tag: %(name)s") % {"name": rule.tag} if rule.tag else "",
        _("Finding: %(name)s") % {"name": titles.get(rule.finding, rule.finding)} if rule.finding else "",
    ]
    return [text for text in found if text] or [_("Every photo")]


@transaction.atomic
def add_rule(merchant: Merchant, rule: TemplateRule) -> None:
    """As the last one."""
    Merchant.objects.select_for_update().get(pk=merchant.pk)
    rule.merchant = merchant
    rules = list(TemplateRule.objects.filter(merchant=merchant))
    rule.position = len(rules) + 1
    rule.save()
    _number([*rules, rule])


@transaction.atomic
def move_rule(rule: TemplateRule, *, up: bool) -> None:
    """Change places with the rule above or below; at an end it stays."""
    Merchant.objects.select_for_update().get(pk=rule.merchant_id)
    rules = list(TemplateRule.objects.filter(merchant=rule.merchant_id))
    here = rules.index(rule)
    there = here - 1 if up else here + 1
    if 0 <= there < len(rules):
        rules[here], rules[there] = rules[there], rules[here]
    _number(rules)


def _number(rules: list[TemplateRule]) -> None:
    for position, rule in enumerate(rules, start=1):
        rule.position = position
    TemplateRule.objects.bulk_update(rules, ["position"])
