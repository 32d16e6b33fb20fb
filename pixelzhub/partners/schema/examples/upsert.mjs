// Make a product with its photo, or change it if the EAN is known.
const { HUB, HUB_KEY } = process.env;

const answer = await fetch(`${HUB}/api/v1/ext/products`, {
  method: "POST",
  headers: { "X-API-Key": HUB_KEY, "Content-Type": "application/json" },
  body: JSON.stringify({
    ean: "3760000000005",
    name: "Fixed TV wall mount, 37 to 75 inches",
    brand_name: "KIMEX",
    weight: 1.5,
    status: "active",
    image_urls: ["https://shop.example/mount-front.jpg"],
  }),
});
const { success, data, errors } = await answer.json();
if (!success) throw new Error(errors.join(" "));
console.log(data.ean, data.created ? "made" : "changed", data.product.updated_at);
