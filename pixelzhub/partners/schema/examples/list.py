"""Every product, page by page."""

import os

import httpx

with httpx.Client(headers={"X-API-Key": os.environ["HUB_KEY"]}) as hub:
    url = f"{os.environ['HUB']}/api/v1/ext/products?page_size=500"
    while url:
        answer = hub.get(url)
        answer.raise_for_status()
        for product in answer.json()["data"]:
            print(product["ean"], product["title"])
        url = answer.links.get("next", {}).get("url", "")
