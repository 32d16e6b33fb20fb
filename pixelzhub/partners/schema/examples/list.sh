# The first page of products, and in the header Link the next page's address.
curl --fail-with-body --silent --show-error --include --get "$HUB/api/v1/ext/products" \
  --header "X-API-Key: $HUB_KEY" --data page_size=500
