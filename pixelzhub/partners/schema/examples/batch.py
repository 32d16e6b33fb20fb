"""Up to 500 products at once. Each stands on its own: the second one here is refused, for it has no name."""

import os

import httpx

products = [
    {"ean": "3760000000012", "name": "Tilting TV wall mount", "status": "active"},
    {"ean": "3760000000029", "brand_name": "KIMEX"},
]
answer = httpx.post(
    f"{os.environ['HUB']}/api/v1/ext/products/batch",
    headers={"X-API-Key": os.environ["HUB_KEY"]},
    json={"products": products},
    timeout=60,
)
answer.raise_for_status()
for result in answer.json()["data"]["results"]:
    print(result["ean"], result["status"], result.get("error", ""))
