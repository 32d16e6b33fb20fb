# Read a store's products again, and publish what is approved for them. STORE is an id out of GET /connectors.
# A body such as {"eans": ["3760000000005"]} narrows it to these products.
curl --fail-with-body --silent --show-error --request POST "$HUB/api/v1/connectors/$STORE/sync" \
  --header "Authorization: Bearer $HUB_KEY"
