# Make a product with its photo, or change it if the EAN is known.
curl --fail-with-body --silent --show-error "$HUB/api/v1/ext/products" \
  --header "X-API-Key: $HUB_KEY" --header "Content-Type: application/json" --data '{
    "ean": "3760000000005",
    "name": "Fixed TV wall mount, 37 to 75 inches",
    "brand_name": "KIMEX",
    "weight": 1.5,
    "status": "active",
    "image_urls": ["https://shop.example/mount-front.jpg"]
  }'
