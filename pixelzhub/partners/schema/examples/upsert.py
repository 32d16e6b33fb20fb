"""Make a product with its photo, or change it if the EAN is known."""

import os

import httpx

answer = httpx.post(
    f"{os.environ['HUB']}/api/v1/ext/products",
    headers={"X-API-Key": os.environ["HUB_KEY"]},
    json={
        "ean": "3760000000005",
        "name": "Fixed TV wall mount, 37 to 75 inches",
        "brand_name": "KIMEX",
        "weight": 1.5,
        "status": "active",
        "image_urls": ["https://shop.example/mount-front.jpg"],
    },
)
answer.raise_for_status()
written = answer.json()["data"]
print(written["ean"], "made" if written["created"] else "changed", written["product"]["updated_at"])
