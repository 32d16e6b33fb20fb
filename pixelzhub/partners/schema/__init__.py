"""The partner API described: one small file a resource, made into an OpenAPI 3.1 document by drf-spectacular."""
