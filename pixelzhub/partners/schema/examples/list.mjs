// Every product, page by page.
const { HUB, HUB_KEY } = process.env;

let url = `${HUB}/api/v1/ext/products?page_size=500`;
while (url) {
  const answer = await fetch(url, { headers: { "X-API-Key": HUB_KEY } });
  const { success, data, errors } = await answer.json();
  if (!success) throw new Error(errors.join(" "));
  for (const product of data) console.log(product.ean, product.title);
  url = answer.headers.get("Link")?.match(/<([^>]+)>; rel="next"/)?.[1];
}
