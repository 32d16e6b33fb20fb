# Up to 500 products at once. Each stands on its own: the second one here is refused, for it has no name.
curl --fail-with-body --silent --show-error "$HUB/api/v1/ext/products/batch" \
  --header "X-API-Key: $HUB_KEY" --header "Content-Type: application/json" --data '{
    "products": [
      {"ean": "3760000000012", "name": "Tilting TV wall mount", "status": "active"},
      {"ean": "3760000000029", "brand_name": "KIMEX"}
    ]
  }'
