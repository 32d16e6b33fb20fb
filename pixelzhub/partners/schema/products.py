"""/ext/products: listed, followed, written."""

from __future__ import annotations

from pixelzhub.partners.products.routes import Delta, OneProduct, Products
from pixelzhub.partners.products.writes import MOST_PRODUCTS, Batch
from pixelzhub.partners.schema.frame import answer, pages, path_part, query
from pixelzhub.partners.schema.operation import Operation
from pixelzhub.partners.schema.product_shapes import EAN_SHAPE, product, written_fields
from pixelzhub.partners.schema.shapes import (
    Shape,
    called,
    fields,
    flag,
    listing,
    maybe,
    moment,
    ref,
    text,
    uuid,
    whole,
    word,
)

TAG = "Products"
SAYS = "Your products of all stores under one EAN each: listed, followed and written."
FIELDS = written_fields()
RESULT: Shape = fields(
    "What became of one product.",
    {
        "ean": maybe(EAN_SHAPE),
        "status": word("What was done.", ["created", "updated", "error"], name="Outcome"),
        "id": maybe(uuid("The product's id; null where it was refused.")),
        "error": text("Why it was refused; only then.", "Product 2: “name” is missing; a product that is new needs one."),
    },
    optional=["error"],
)  # fmt: skip
COMPONENTS = {
    "Product": product(),
    "ProductUpsert": fields("A product to make or to change.", FIELDS, optional=set(FIELDS) - {"ean"}),
    "ProductChange": fields("Fields of a product to replace or to change.", FIELDS, optional=FIELDS),
    "ProductUpserted": fields(
        "The product, and whether it was made just now.",
        {
            "created": flag("True if the EAN was new."),
            "ean": EAN_SHAPE,
            "id": uuid("The product's id."),
            "product": ref("Product"),
        },
    ),
    "BatchOutcome": fields(
        "What became of each product, in the order in which they were sent.",
        {
            "total": whole("Products that were sent.", 2),
            "created": whole("Products that were made.", 1),
            "updated": whole("Products that were changed.", 1),
            "errors": whole("Products that were refused.", 0),
            "results": listing("One for each product, in order.", called("BatchResult", RESULT)),
        },
    ),
}
LIST = answer(listing("The page's products.", ref("Product")))
ONE = answer(ref("Product"), "The product as it is now.")
BY_EAN = [path_part("ean", EAN_SHAPE)]
PRODUCT = {
    "ean": "3760000000001", "name": "Fixed TV wall mount, 37 to 75 inches", "brand_name": "KIMEX", "weight": 1.5,
    "status": "active", "image_urls": ["https://shop.example/front.jpg"],
}  # fmt: skip
OPERATIONS = [
    Operation(
        view=Products, method="GET", name="listProducts", tag=TAG, summary="List products",
        says="In the order in which they came; with `updated_since` in the order of their changes. "
        "To keep a copy up to date, use the delta.",
        parameters=[
            *pages(),
            query("supplier_code", text("Only products of this supplier.", "KIMEX")),
            query("updated_since", moment("Only what changed after this time. UTC where no zone is named.")),
        ],
        answers={200: LIST}, headers=["Link"], refuses=[422],
    ),
    Operation(
        view=Products, method="POST", name="upsertProduct", tag=TAG, summary="Make or change a product",
        says="An EAN that is new makes a product, which needs a `name`. One that is known changes the fields that are "
        "sent; null and missing ones stay as they are.",
        body=ref("ProductUpsert"), example=PRODUCT,
        answers={200: answer(ref("ProductUpserted"), "The product, and whether it is new.")},
    ),
    Operation(
        view=Delta, method="GET", name="listChangedProducts", tag=TAG, summary="Follow changes",
        says="What changed at or after `since`, in the order of the changes. Ask again with `meta.updated_at` of the "
        "last page: that misses nothing, and the last product comes once more.",
        parameters=[query("since", moment("The time to begin at. UTC where no zone is named."), required=True), *pages(100)],
        answers={200: LIST}, headers=["Link"], refuses=[422],
    ),
    Operation(
        view=Batch, method="POST", name="upsertProducts", tag=TAG, summary=f"Make or change up to {MOST_PRODUCTS} products",
        says="Each product stands on its own: one that is refused keeps no other from being written. The answer is 200 "
        "with a result for each, in order.",
        body=fields(
            "The products.",
            {"products": listing(f"Up to {MOST_PRODUCTS}.", ref("ProductUpsert"), most=MOST_PRODUCTS)},
        ),
        example={"products": [PRODUCT, {"ean": "3760000000002", "name": "Tilting TV wall mount", "status": "active"}]},
        answers={200: answer(ref("BatchOutcome"), "What became of each product.")},
    ),
    Operation(
        view=OneProduct, method="GET", name="getProduct", tag=TAG, summary="Get a product", says="By its EAN.",
        parameters=BY_EAN, answers={200: ONE}, refuses=[404, 422],
    ),
    Operation(
        view=OneProduct, method="PUT", name="replaceProduct", tag=TAG, summary="Replace a product",
        says="Fields that are not sent are emptied. The EAN itself cannot be changed.", parameters=BY_EAN,
        body=ref("ProductChange"), example=PRODUCT, answers={200: ONE}, refuses=[404], body_needed=False,
    ),
    Operation(
        view=OneProduct, method="PATCH", name="changeProduct", tag=TAG, summary="Change a product",
        says="Fields that are not sent, or null, stay as they are.", parameters=BY_EAN,
        body=ref("ProductChange"), example={"status": "inactive", "weight": 1.6}, answers={200: ONE}, refuses=[404],
        body_needed=False,
    ),
]  # fmt: skip
