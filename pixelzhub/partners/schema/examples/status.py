"""Whether your key works, and what it may do."""

import os

import httpx

answer = httpx.get(f"{os.environ['HUB']}/api/v1/ext/status", headers={"X-API-Key": os.environ["HUB_KEY"]})
answer.raise_for_status()
key = answer.json()["data"]
print(key["api_key_name"], *key["api_key_scopes"])
