// Up to 500 products at once. Each stands on its own: the second one here is refused, for it has no name.
const { HUB, HUB_KEY } = process.env;

const products = [
  { ean: "3760000000012", name: "Tilting TV wall mount", status: "active" },
  { ean: "3760000000029", brand_name: "KIMEX" },
];
const answer = await fetch(`${HUB}/api/v1/ext/products/batch`, {
  method: "POST",
  headers: { "X-API-Key": HUB_KEY, "Content-Type": "application/json" },
  body: JSON.stringify({ products }),
});
const { success, data, errors } = await answer.json();
if (!success) throw new Error(errors.join(" "));
for (const { ean, status, error = "" } of data.results) console.log(ean, status, error);
