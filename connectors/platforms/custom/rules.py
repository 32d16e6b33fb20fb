"""What an answer means: the description's own rules in their order, then the status."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from connectors.errors import AuthFailed, BadReply, ConnectorError, NotFound, RateLimited, Refused, Temporary
from connectors.platforms.custom.answers import document
from connectors.platforms.custom.masking import masked
from connectors.platforms.custom.parts import Description, Rule
from connectors.platforms.custom.values import Expression
from connectors.reply import Reply, error_for, retry_after
from connectors.web_address import host_of


def judge(about: Description, reply: Reply, secrets: Sequence[str], *, ignores: bool = False) -> None:
    """Raise what the first rule that fits says, else what the status says.

    An answer to be ignored is one only where `ignores` says that no rows can be meant by it.
    """
    rule = _rule(about, reply)
    if rule is not None and rule.do != "ignore":
        raise _error(about, rule, reply, secrets)
    if rule is not None and ignores:
        return
    if reply.status >= 400:
        raise error_for(reply)


def ignored(about: Description, reply: Reply) -> bool:
    """Whether a rule says that this answer means nothing."""
    rule = _rule(about, reply)
    return rule is not None and rule.do == "ignore"


def _rule(about: Description, reply: Reply) -> Rule | None:
    return next((rule for rule in about.rules if _fits(about, rule, reply)), None)


def _fits(about: Description, rule: Rule, reply: Reply) -> bool:
    if rule.statuses and reply.status not in rule.statuses:
        return False
    if rule.contains and rule.contains not in reply.content.decode("utf-8", "replace"):
        return False
    return rule.jmes is None or bool(_found(about, rule.jmes, reply))


def _found(about: Description, expression: Expression, reply: Reply) -> Any:
    """None also for an answer that cannot be read, as many error pages cannot."""
    try:
        return expression.of(document(reply, xml=about.xml, lists=about.lists))
    except BadReply:
        return None


def _error(about: Description, rule: Rule, reply: Reply, secrets: Sequence[str]) -> ConnectorError:
    host = host_of(reply.url)
    said = _message(about, rule, reply, secrets)
    says = f"{host} says: {said}" if said else f"{host} answers with what the description calls an error."
    if rule.do == "retry":
        return _later(rule, reply, says)
    return {"reauth": AuthFailed, "missing": NotFound}.get(rule.do, Refused)(f"{says} ({reply.status})")


def _later(rule: Rule, reply: Reply, says: str) -> Temporary:
    name = rule.wait_header or "Retry-After"
    wait = retry_after({"retry-after": reply.headers.get(name.lower(), "")})
    if wait is None and reply.status != 429:
        return Temporary(f"{says} ({reply.status})")
    return RateLimited(f"{says} ({reply.status})", retry_after=wait)


def _message(about: Description, rule: Rule, reply: Reply, secrets: Sequence[str]) -> str:
    found = _found(about, rule.message, reply) if rule.message else None
    if not isinstance(found, (str, int, float)) or isinstance(found, bool):
        return ""
    return masked(" ".join(str(found).split()), secrets)[:300]
