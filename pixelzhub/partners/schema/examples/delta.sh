# What changed since the last run, page by page. The place is kept in a file for the next run.
place=${PLACE:-place.txt}
since=$(cat "$place" 2>/dev/null || echo 2026-01-01T00:00:00Z)
url="$HUB/api/v1/ext/products/delta?since=$since&page_size=500"
while [ -n "$url" ]; do
  curl --fail-with-body --silent --show-error --retry 5 --dump-header headers.txt --output page.json \
    --header "X-API-Key: $HUB_KEY" "$url" || exit 1
  cat page.json; echo
  sed -E 's/.*"updated_at":"([^"]+)"\},"errors":.*/\1/' page.json > "$place"
  url=$(grep -i '^link:.*rel="next"' headers.txt | sed -E 's/^[^<]*<([^>]+)>.*/\1/')
done
