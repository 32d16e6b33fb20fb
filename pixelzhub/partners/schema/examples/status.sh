# Whether your key works, and what it may do.
curl --fail-with-body --silent --show-error "$HUB/api/v1/ext/status" --header "X-API-Key: $HUB_KEY"
