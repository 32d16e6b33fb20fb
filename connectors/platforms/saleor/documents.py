"""The GraphQL documents, for Saleor 3.20 and newer. A test holds each against Saleor's own schema."""

from __future__ import annotations

PAGE_INFO = "pageInfo { hasNextPage endCursor }"

# url(size: 0) is the file that was uploaded; any other size, and none at all, is a re-encoded copy (observed).
GALLERY = """
id
media { id alt type url(size: 0) thumbnail: url(size: 512) }
variants { id name sku media { id type } }
"""

CHECK = """
query Check {
  shop { name domain { url } channelCurrencies }
  app { permissions { code } }
}
"""

COUNTS = """
query Counts { app { id } products { totalCount } categories { totalCount } }
"""

CATEGORIES = f"""
query Categories($first: Int!, $after: String) {{
  app {{ id }}
  categories(first: $first, after: $after) {{
    {PAGE_INFO} edges {{ node {{ id name parent {{ id }} products {{ totalCount }} }} }}
  }}
}}
"""

PRODUCTS = f"""
query Products($first: Int!, $after: String, $where: ProductWhereInput) {{
  app {{ id }}
  products(first: $first, after: $after, where: $where, sortBy: {{field: LAST_MODIFIED_AT, direction: ASC}}) {{
    {PAGE_INFO}
    edges {{ node {{ {GALLERY} name updatedAt category {{ id }} channelListings {{ isPublished }} }} }}
  }}
}}
"""

PRODUCT = f"""
query Product($id: ID!) {{ app {{ id }} product(id: $id) {{ {GALLERY} }} }}
"""

CREATE = """
mutation CreateMedia($product: ID!, $alt: String, $file: Upload) {
  productMediaCreate(input: {product: $product, alt: $alt, image: $file}) {
    media { id } errors { field code message }
  }
}
"""

RENAME = """
mutation UpdateMedia($id: ID!, $alt: String) {
  productMediaUpdate(id: $id, input: {alt: $alt}) { errors { field code message } }
}
"""

REORDER = """
mutation ReorderMedia($product: ID!, $mediaIds: [ID!]!) {
  productMediaReorder(productId: $product, mediaIds: $mediaIds) { errors { field code message } }
}
"""

DELETE = """
mutation DeleteMedia($id: ID!) { productMediaDelete(id: $id) { errors { field code message } } }
"""

ASSIGN = """
mutation AssignMedia($variant: ID!, $media: ID!) {
  variantMediaAssign(variantId: $variant, mediaId: $media) { errors { field code message } }
}
"""

UNASSIGN = """
mutation UnassignMedia($variant: ID!, $media: ID!) {
  variantMediaUnassign(variantId: $variant, mediaId: $media) { errors { field code message } }
}
"""

WEBHOOKS = """
query Webhooks { app { webhooks { id targetUrl } } }
"""

SUBSCRIBE = """
mutation Subscribe($input: WebhookCreateInput!) {
  webhookCreate(input: $input) { errors { field code message } }
}
"""

RESUBSCRIBE = """
mutation Resubscribe($id: ID!, $input: WebhookUpdateInput!) {
  webhookUpdate(id: $id, input: $input) { errors { field code message } }
}
"""

# What a call to the hub holds: without it Saleor sends the whole product.
EVENT = """
subscription Changed {
  event {
    issuedAt
    ... on ProductCreated { product { id } }
    ... on ProductUpdated { product { id } }
    ... on ProductDeleted { product { id } }
  }
}
"""
