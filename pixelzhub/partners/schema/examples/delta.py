"""What changed since the last run, page by page. The place is kept in a file for the next run."""

import os
import time
from pathlib import Path

import httpx

place = Path(os.environ.get("PLACE", "place.txt"))
since = place.read_text() if place.exists() else "2026-01-01T00:00:00Z"

with httpx.Client(headers={"X-API-Key": os.environ["HUB_KEY"]}) as hub:
    url = f"{os.environ['HUB']}/api/v1/ext/products/delta?since={since}&page_size=500"
    while url:
        answer = hub.get(url)
        if answer.status_code == 429:
            time.sleep(int(answer.headers["Retry-After"]))
            continue
        answer.raise_for_status()
        page = answer.json()
        for product in page["data"]:
            print(product["ean"], product["status"], product["updated_at"])
        place.write_text(page["meta"]["updated_at"])
        url = answer.links.get("next", {}).get("url", "")
