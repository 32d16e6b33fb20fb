"""One part of a description tried out for its editor: the request, the raw answer, and the rows that come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from connectors.contract import Added, ImageRecord, Kept, Picture
from connectors.errors import BadReply, ConnectorError, Refused
from connectors.http import Http
from connectors.platforms.custom import access, arranging, mapping, values
from connectors.platforms.custom.connector import CustomConnector
from connectors.platforms.custom.described import Described, first_page, place_of
from connectors.platforms.custom.description import problems_of
from connectors.platforms.custom.lines import Problem, read_lines
from connectors.platforms.custom.masking import masked, masked_values, secrets_in, shown_secrets
from connectors.platforms.custom.paging import page_size
from connectors.platforms.custom.parts import Description, Request, Section
from connectors.platforms.custom.sending import picture_names
from connectors.platforms.custom.showing import Shown, shown
from connectors.reply import Reply

RAW_BYTES = 20_000
ROWS = 20
# Whatever the store answers is shown.
ANY = range(300, 600)
SECTIONS = ("categories", "products", "images")
WRITES = ("post_image", "add_image", "post_product")
SAMPLE = Picture("https://hub.example/p/retouched.jpg", "retouched.jpg", "image/jpeg", b"(the photo)")


@dataclass(frozen=True, slots=True)
class DryRun:
    """What came of it. `problems` are those of the description, else what went wrong with this part."""

    request: Shown | None = None
    status: int | None = None
    raw: str = ""
    rows: tuple[Mapping[str, Any], ...] = ()
    problems: tuple[Problem, ...] = ()


def parts_of(about: Description) -> list[str]:
    """What of a description can be tried. Writes are shown and not sent."""
    first = [*(["auth"] if about.renews else []), *(["check"] if about.check else [])]
    sections = [name for name in SECTIONS if name != "categories" or about.categories]
    counts = [f"counts.{name}" for name in about.counts]
    return [*first, *sections, *counts, *(name for name in WRITES if name in about.writes)]


def dry_run(settings: Mapping[str, str], part: str, http: Http, *, product_id: str = "") -> DryRun:
    """Try one part by one call (two, if a token has to be asked for first). `http` is opened on the base address.

    Nothing is written: of the writes only the request is shown. No secret is in what comes back.
    """
    text = settings.get("description", "")
    problems = problems_of(text, secrets_in(settings))
    if problems:
        return DryRun(problems=tuple(problems))
    trying = _Trying(settings, http, part, product_id)
    try:
        trying.run()
    except ConnectorError as error:
        line = read_lines(text).lines.get(tuple(part.split(".")), 1)
        trying.problems.append(Problem(line, part, masked(str(error), trying.secrets)))
    return trying.result()


class _Trying:
    """Keeps what is known so far, for the case that the next step fails."""

    def __init__(self, settings: Mapping[str, str], http: Http, part: str, product_id: str) -> None:
        self.part, self.product_id = part, product_id
        self.settings, self.http = dict(settings), http
        self.about = Described.described(settings)
        self.secrets = shown_secrets(settings)
        self.request: Shown | None = None
        self.reply: Reply | None = None
        self.rows: list[Mapping[str, Any]] = []
        self.problems: list[Problem] = []

    def result(self) -> DryRun:
        status = self.reply.status if self.reply else None
        return DryRun(self.request, status, self._raw(), tuple(self.rows), tuple(self.problems))

    def run(self) -> None:
        if self.part not in parts_of(self.about):
            raise Refused(f"The description has no section {self.part} that can be tried.")
        if self.part == "auth":
            self._log_in()
            return
        if self.about.renews:
            self.settings = access.renewed(self.about, self.settings, self.http)
            self.secrets = shown_secrets(self.settings)
        self.http.auth = access.auth(self.about, self.settings)
        store: Any = CustomConnector(self.settings, self.http)
        request, names = self._request(store)
        call = store.calls.prepared(request, names)
        self.request = shown(call, self.http.auth, self.secrets)
        if self.part in WRITES:
            return
        self.reply = call.send(self.http, repeatable=False, ok=ANY)
        store.calls.judge(self.reply, ignores=False)
        self.rows = self._extracted(store, store.calls.document(self.reply))[:ROWS]

    def _log_in(self) -> None:
        call = access.login(self.about, self.settings)
        self.request = shown(call, None, self.secrets)
        self.reply = call.send(self.http, signed=False, repeatable=False, ok=ANY)
        access.check_login(self.about, self.secrets, self.reply)
        access.token_in(self.about, self.reply)

    def _request(self, store: Described) -> tuple[Request, dict[str, Any]]:
        """The request of this part, and what fills it."""
        about = self.about
        if self.part in SECTIONS:
            section = self._section()
            page = {"page.value": first_page(section), "page.size": page_size(section.paging)}
            since = store.since_names(None) if self.part == "products" else {}
            return store.request_of(section), {**page, **since, "product.id": self._product()}
        if self.part in WRITES:
            return about.writes[self.part].request, self._written()
        if self.part == "check" and about.check:
            return about.check.request, {}
        return about.counts[self.part.removeprefix("counts.")].request, {}

    def _section(self) -> Section:
        section: Section = getattr(self.about, self.part)
        return section

    def _product(self) -> str:
        if not self.product_id and self.part not in {"categories", "products"}:
            raise Refused("needs the id of a product to be tried with")
        return self.product_id

    def _written(self) -> dict[str, Any]:
        """A photo and a gallery that are made up."""
        product_id, write = self._product(), self.about.writes[self.part]
        old = ImageRecord("IMAGE-1", product_id, SAMPLE.url, 0, alt="From the front")
        wanted: list[Kept | Added] = [Kept(old.id), Added(SAMPLE, alt="From the side")]
        lists: dict[str, Any] = {}
        if self.part == "post_product":
            lists["images"] = arranging.pictures(write, product_id, wanted, {old.id: old})
            lists["variants"] = arranging.links(write, product_id, wanted, {"VARIANT-1": 0})
            lists |= {f"live.{name}": f"(the product's {name})" for name in write.live}
        names = {"product.id": product_id, "image.id": old.id, "new.position": 0, "new.alt": "From the side"}
        return {**names, **picture_names(SAMPLE), **lists}

    def _extracted(self, store: Described, document: Any) -> list[Mapping[str, Any]]:
        """The rows as the hub's records; products that cannot be read are problems."""
        if self.part in SECTIONS:
            section = self._section()
            return self._records(store, values.rows(section.records.of(document), place_of(section)))
        if self.part == "check" and self.about.check:
            named = {"name": self.about.check.name, "url": self.about.check.url, "currency": self.about.check.currency}
            return [{name: expression.of(document) for name, expression in named.items() if expression}]
        count = self.about.counts[self.part.removeprefix("counts.")]
        found = values.whole(count.value.of(document), self.part)
        if found is None:
            raise BadReply(f"The answer has nothing at “{count.value.text}”.")
        return [{"value": found}]

    def _records(self, store: Described, rows: list[Any]) -> list[Mapping[str, Any]]:
        if self.part == "products":
            products, broken = store.records(rows)
            line = read_lines(self.settings["description"]).lines.get(("products", "fields"), 1)
            self.problems += [Problem(line, f"product {one.id}:", one.reason) for one in broken[:ROWS]]
            return [_shown_row(product) for product in products]
        if self.part == "images":
            return [_shown_row(image) for image in store.images(rows, self.product_id)]
        return [_shown_row(mapping.category(row, self._section())) for row in rows]

    def _raw(self) -> str:
        """The first 20 kB. Secrets are taken out before it is cut, so that no half of one is left at the end."""
        if self.reply is None:
            return ""
        longest = max((len(one) for one in self.secrets), default=0)
        text = self.reply.content[: RAW_BYTES + 4 * longest].decode("utf-8", "replace")
        text = masked(text, self.secrets)[:RAW_BYTES]
        return masked_values(text) if self.part == "auth" else text


def _shown_row(record: Any) -> Mapping[str, Any]:
    """A record as JSON takes it, without what is empty."""
    found: Mapping[str, Any] = _plain(asdict(record))
    return {name: value for name, value in found.items() if value not in (None, "", [], False)}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, (list, tuple)) else value
