"""The GraphQL documents, for Vendure 2 and 3. A test holds each against Vendure's own schema."""

from __future__ import annotations

# `source` is the file that was uploaded, `preview` a re-encoded copy (observed).
ASSET = "id type createdAt width height source preview"
GALLERY = f"""
id
featuredAsset {{ {ASSET} }}
assets {{ {ASSET} }}
variants {{ id name sku featuredAsset {{ id }} assets {{ id }} }}
"""

LOGIN = """
mutation Login($username: String!, $password: String!) {
  login(username: $username, password: $password) { __typename ... on ErrorResult { errorCode message } }
}
"""

CHECK = """
query Check {
  activeChannel { code defaultCurrencyCode }
  products(options: {take: 1}) { totalItems }
}
"""

# `me` is for administrators: a key is none (base-auth.resolver.ts). Empty lists write nothing and still need the right.
RIGHTS = """
mutation Rights { createAssets(input: []) { __typename } updateProductVariants(input: []) { __typename } }
"""

COUNTS = """
query Counts {
  products(options: {take: 1}) { totalItems }
  collections(options: {take: 1}) { totalItems }
}
"""

COLLECTIONS = """
query Collections($options: CollectionListOptions) {
  collections(options: $options) { totalItems items { id name isPrivate parentId } }
}
"""

PRODUCTS = f"""
query Products($options: ProductListOptions) {{
  products(options: $options) {{
    totalItems
    items {{ {GALLERY} name enabled updatedAt languageCode collections {{ id }} facetValues {{ name }} }}
  }}
}}
"""

PRODUCT = f"""
query Product($id: ID!) {{ product(id: $id) {{ {GALLERY} }} }}
"""

UPLOAD = """
mutation Upload($file: Upload!) {
  createAssets(input: [{file: $file}]) { ... on Asset { id } ... on ErrorResult { errorCode message } }
}
"""

ARRANGE = """
mutation Arrange($input: UpdateProductInput!) { updateProduct(input: $input) { id assets { id } } }
"""

LINK = """
mutation Link($input: [UpdateProductVariantInput!]!) { updateProductVariants(input: $input) { id } }
"""
