"""The GraphQL documents, for Admin API 2026-10. A test holds each against Shopify's own schema."""

from __future__ import annotations

VERSION = "2026-10"

# Nested lists are short, since Shopify counts a call's cost by what it might give; what is longer is read page by page.
PRODUCT = "id title status updatedAt onlineStoreUrl tags"
VARIANT = "id title sku barcode"
IMAGE = """
id alt mediaContentType status
... on MediaImage {
  createdAt updatedAt fileStatus mimeType
  image { url width height thumbnail: url(transform: {maxWidth: 480, maxHeight: 480}) }
}
"""
PAGE_INFO = "pageInfo { hasNextPage endCursor }"
VARIANT_NODES = f"{PAGE_INFO} nodes {{ {VARIANT} media(first: 1) {{ nodes {{ id }} }} }}"

CHECK = """
query Check {
  productsCount(limit: null) { count }
  shop { name currencyCode primaryDomain { url } }
  currentAppInstallation { accessScopes { handle } }
}
"""

COUNTS = """
query Counts { productsCount(limit: null) { count } collectionsCount(limit: null) { count } }
"""

COLLECTIONS = f"""
query Collections($first: Int!, $after: String) {{
  collections(first: $first, after: $after, sortKey: ID) {{
    {PAGE_INFO} nodes {{ id title productsCount {{ count }} }}
  }}
}}
"""

PRODUCTS = f"""
query Products($first: Int!, $after: String, $query: String) {{
  products(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {{
    {PAGE_INFO}
    nodes {{
      {PRODUCT}
      collections(first: 20) {{ {PAGE_INFO} nodes {{ id }} }}
      variants(first: 30) {{ {VARIANT_NODES} }}
      media(first: 30, sortKey: POSITION) {{ {PAGE_INFO} nodes {{ {IMAGE} }} }}
    }}
  }}
}}
"""

# A product holds 250 media at most, and as many are given at once.
PRODUCT_MEDIA = f"""
query ProductMedia($id: ID!) {{
  product(id: $id) {{
    id
    variants(first: 100) {{ {VARIANT_NODES} }}
    media(first: 250, sortKey: POSITION) {{ {PAGE_INFO} nodes {{ {IMAGE} }} }}
  }}
}}
"""

MORE = {
    "media": f"""
query MoreMedia($id: ID!, $after: String) {{
  product(id: $id) {{ media(first: 100, after: $after, sortKey: POSITION) {{ {PAGE_INFO} nodes {{ {IMAGE} }} }} }}
}}
""",
    "variants": f"""
query MoreVariants($id: ID!, $after: String) {{
  product(id: $id) {{ variants(first: 100, after: $after) {{ {VARIANT_NODES} }} }}
}}
""",
    "collections": f"""
query MoreCollections($id: ID!, $after: String) {{
  product(id: $id) {{ collections(first: 100, after: $after) {{ {PAGE_INFO} nodes {{ id }} }} }}
}}
""",
}

ORIGINAL = """
query Original($id: ID!) { node(id: $id) { ... on MediaImage { originalSource { url } } } }
"""

FILES = """
query Files($ids: [ID!]!) {
  nodes(ids: $ids) {
    id
    ... on MediaImage { updatedAt fileStatus fileErrors { code message } image { url } }
  }
}
"""

JOB = """
query ReorderJob($id: ID!) { job(id: $id) { done } }
"""

UPLOAD = """
mutation Upload($input: [StagedUploadInput!]!) {
  stagedUploadsCreate(input: $input) {
    stagedTargets { url resourceUrl parameters { name value } }
    userErrors { field message }
  }
}
"""

UPDATE_FILES = """
mutation UpdateFiles($files: [FileUpdateInput!]!) {
  fileUpdate(files: $files) { files { id fileStatus } userErrors { code field message } }
}
"""

ACKNOWLEDGE = """
mutation Acknowledge($ids: [ID!]!) {
  fileAcknowledgeUpdateFailed(fileIds: $ids) { files { id } userErrors { code field message } }
}
"""

ADD_MEDIA = """
mutation AddMedia($product: ProductUpdateInput!, $media: [CreateMediaInput!]!) {
  productUpdate(product: $product, media: $media) {
    product { media(first: 250, sortKey: POSITION) { nodes { id } } }
    userErrors { field message }
  }
}
"""

REORDER = """
mutation Reorder($id: ID!, $moves: [MoveInput!]!) {
  productReorderMedia(id: $id, moves: $moves) { job { id done } mediaUserErrors { code field message } }
}
"""

ATTACH = """
mutation Attach($id: ID!, $pairs: [ProductVariantAppendMediaInput!]!) {
  productVariantAppendMedia(productId: $id, variantMedia: $pairs) { userErrors { code field message } }
}
"""

DETACH = """
mutation Detach($id: ID!, $pairs: [ProductVariantDetachMediaInput!]!) {
  productVariantDetachMedia(productId: $id, variantMedia: $pairs) { userErrors { code field message } }
}
"""

# The query of a bulk operation: five connections, two levels deep, is what Shopify allows (bulkOperationRunQuery).
EVERYTHING = f"""
{{
  products {{ edges {{ node {{
    {PRODUCT}
    featuredMedia {{ id }}
    collections {{ edges {{ node {{ id }} }} }}
    variants {{ edges {{ node {{ {VARIANT} media {{ edges {{ node {{ id }} }} }} }} }} }}
    media {{ edges {{ node {{ {IMAGE} }} }} }}
  }} }} }}
}}
"""

START_BULK = """
mutation StartBulk($query: String!) {
  bulkOperationRunQuery(query: $query, groupObjects: false) {
    bulkOperation { id } userErrors { code field message }
  }
}
"""

BULK = """
query Bulk($id: ID!) { bulkOperation(id: $id) { status errorCode url } }
"""

WEBHOOKS = f"""
query Webhooks($first: Int!, $after: String, $uri: String) {{
  webhookSubscriptions(first: $first, after: $after, uri: $uri) {{ {PAGE_INFO} nodes {{ topic uri }} }}
}}
"""

SUBSCRIBE = """
mutation Subscribe($topic: WebhookSubscriptionTopic!, $subscription: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $subscription) { userErrors { field message } }
}
"""
