"""The filter chips over the grid: what each is set to, and what it can be set to."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from analytics.channels import CHANNELS
from analytics.channels.shapes import Rule
from connectors.models import Category, Store
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.filters import LEVELS, STATES, PhotoFilter
from pixelzhub.dashboard.photos import finding_counts

MOST_CATEGORIES = 300
SEVERITIES = ("blocker", "warning", "advice")


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    query: str
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Menu:
    """One chip. `value` in words when it is on; `clear` is the list without it."""

    key: str
    name: str
    value: str = ""
    clear: str = ""
    choices: list[Choice] = field(default_factory=list)


def menus(merchant: Merchant, wanted: PhotoFilter) -> list[Menu]:
    """The chips, those with nothing to choose from left out."""
    found = [
        _stores(merchant, wanted),
        _categories(merchant, wanted),
        _channels(wanted),
        _findings(merchant, wanted),
        _states(wanted),
    ]
    return [menu for menu in found if menu.value or menu.choices]


def _stores(merchant: Merchant, wanted: PhotoFilter) -> Menu:
    stores = {str(store.pk): store.name for store in Store.objects.filter(merchant=merchant)}
    choices = [Choice(name, wanted.query(store=pk, category="")) for pk, name in stores.items()]
    value = stores.get(wanted.store, _("Unknown store")) if wanted.store else ""
    clear = wanted.query(store="", category="")
    return Menu("store", _("Store"), value, clear, choices if len(choices) > 1 else [])


def _categories(merchant: Merchant, wanted: PhotoFilter) -> Menu:
    rows = Category.objects.filter(merchant=merchant, gone_at=None)
    if wanted.category:
        chosen = rows.filter(pk=int(wanted.category)).first()
        name = chosen.name if chosen else _("Unknown category")
        return Menu("category", _("Category"), name, wanted.query(category=""))
    rows = rows.filter(store=wanted.store_id) if wanted.store else rows
    choices = [Choice(row.name, wanted.query(category=str(row.pk))) for row in rows[:MOST_CATEGORIES]]
    return Menu("category", _("Category"), choices=choices)


def _channels(wanted: PhotoFilter) -> Menu:
    value = ""
    if wanted.channel:
        name = CHANNELS[wanted.channel].name
        named = wanted.finding and not wanted.level
        value = name if named else f"{LEVELS[wanted.level or 'fail']} {name}"
    choices = [
        Choice(_("Fails on %s") % row.name, wanted.query(channel=row.code, level="")) for row in CHANNELS.values()
    ]
    return Menu("channel", _("Channel"), value, wanted.query(channel="", level=""), choices)


def _findings(merchant: Merchant, wanted: PhotoFilter) -> Menu:
    clear = wanted.query(finding="", level="")
    rules = _heaviest_rules(wanted)
    if wanted.finding:
        rule = rules.get(wanted.finding)
        return Menu("finding", _("Finding"), rule.title if rule else wanted.finding, clear)
    found = finding_counts(merchant, wanted)
    prefix = f"{wanted.channel}/" if wanted.channel else ""
    present = sorted((code for code in rules if found.get(prefix + code)), key=lambda code: -found[prefix + code])
    # Within a tab or a search fewer have it than the roll-up knows of: no number is better than a wrong one.
    counted = wanted.view == "all" and not (wanted.q or wanted.state)
    choices = [
        Choice(rules[code].title, wanted.query(finding=code, level=""), found[prefix + code] if counted else None)
        for code in present
    ]
    return Menu("finding", _("Finding"), choices=choices)


def _heaviest_rules(wanted: PhotoFilter) -> dict[str, Rule]:
    """Per code the rule that names it: of the chosen channel if there is one, and the heaviest."""
    channels = [CHANNELS[wanted.channel]] if wanted.channel else list(CHANNELS.values())
    rules = [rule for channel in channels for rule in channel.rules]
    if wanted.level == "warn":
        rules = [rule for rule in rules if rule.severity == "warning"] or rules
    named: dict[str, Rule] = {}
    for rule in sorted(rules, key=lambda rule: SEVERITIES.index(rule.severity)):
        named.setdefault(rule.code, rule)
    return named


def _states(wanted: PhotoFilter) -> Menu:
    value = str(STATES[wanted.state]) if wanted.state else ""
    choices = [Choice(str(label), wanted.query(state=key)) for key, label in STATES.items()]
    return Menu("state", _("State"), value, wanted.query(state=""), choices)
