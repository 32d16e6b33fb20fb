"""The catalogue as JSON:API 1.1 (https://jsonapi.org/format/1.1/), read with the keys of the partner API."""
