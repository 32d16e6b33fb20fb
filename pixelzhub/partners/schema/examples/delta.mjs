// What changed since the last run, page by page. The place is kept in a file for the next run.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const { HUB, HUB_KEY, PLACE = "place.txt" } = process.env;
const since = existsSync(PLACE) ? readFileSync(PLACE, "utf8") : "2026-01-01T00:00:00Z";

let url = `${HUB}/api/v1/ext/products/delta?since=${since}&page_size=500`;
while (url) {
  const answer = await fetch(url, { headers: { "X-API-Key": HUB_KEY } });
  if (answer.status === 429) {
    await pause(1000 * Number(answer.headers.get("Retry-After")));
    continue;
  }
  const { success, data, meta, errors } = await answer.json();
  if (!success) throw new Error(errors.join(" "));
  for (const product of data) console.log(product.ean, product.status, product.updated_at);
  writeFileSync(PLACE, meta.updated_at);
  url = answer.headers.get("Link")?.match(/<([^>]+)>; rel="next"/)?.[1];
}
