"""/imports: tables and photos handed in, and how far each is."""

from __future__ import annotations

from connectors.import_log import FIELDS
from connectors.models import Import
from connectors.platforms.upload.archive import MAX_TOTAL_BYTES
from connectors.platforms.upload.table import COLUMNS
from pixelzhub.partners.schema.frame import answer, pages, path_part, query
from pixelzhub.partners.schema.operation import CSV, Operation
from pixelzhub.partners.schema.shapes import (
    address,
    called,
    fields,
    file,
    flag,
    listing,
    maybe,
    moment,
    ref,
    text,
    uuid,
    whole,
    word,
)  # fmt: skip
from pixelzhub.partners.stores.import_log import ImportLog, ImportTemplate
from pixelzhub.partners.stores.imports import Imports, LastImport, OneImport

TAG = "Imports"
SAYS = "Tables and photos that you hand in: checked, unpacked and taken in, with a log of what was wrong in which row."
ID = uuid("The import's id.")
# Of a problem: what stands in the log.
_SAID = {
    "row": maybe(whole("The table's row, the head is row 1; null for the whole file.", 3, least=1)),
    "column": text("The column.", "image"),
    "value": text("What stands there.", "missing.jpg"),
    "accepted": text("What is accepted.", "The name of a picture in the ZIP."),
    "problem": text("What is wrong, in a sentence.", "The ZIP holds no such picture."),
    "file": text("The file that it is about.", "list.csv"),
}
BYTES = called(
    "ImportBytes",
    fields("Bytes of the files.", {"total": whole("All.", 812_004), "done": whole("Those that are read.", 812_004)}),
)
COMPONENTS = {
    "Import": fields(
        "One table with its photos.",
        {
            "importId": ID,
            "status": word("How far it is. With `warning` the rows that were wrong are left out, all others are in.",
                           Import.State.values, "success", name="ImportStatus"),
            "state": word("Whether it is over.", ["in_progress", "finished"], "finished", name="ImportState"),
            "reason": maybe(text("Why it stopped.", "Cancelled.")),
            "dry_run": flag("Whether everything is checked and nothing written.", False),
            "store_id": uuid("The store that it goes into."),
            "files": text("The names of the files.", "list.csv, photos.zip"),
            "rows": called("ImportRows", fields(
                "Rows of the table.",
                {
                    "total": whole("All.", 1200),
                    "imported": whole("Those that are in, or would be after a dry run.", 1196),
                    "skipped": whole("Those that were left out because something was wrong.", 4),
                    "failed": whole("Those that a failure kept from being looked at.", 0),
                },
            )),
            "bytes": BYTES,
            "log_url": address("Where the log is.", "https://hub.example/api/v1/imports/…/log"),
            "created_at": moment("When it was handed in, in UTC."),
            "finished_at": maybe(moment("When it was over, in UTC.")),
        },
    ),
    "ImportProblem": fields("One thing that was wrong.", {name: _SAID[name] for name in FIELDS}),
}  # fmt: skip
BY_ID = [path_part("import_id", ID)]
ONE = answer(ref("Import"), "The import as it is now.")
OPERATIONS = [
    Operation(
        view=Imports, method="GET", name="listImports", tag=TAG, summary="List imports", says="Newest first.",
        parameters=[
            *pages(),
            query("status", word("Only imports with this status.", Import.State.values, "success", name="ImportStatus")),
        ],
        answers={200: answer(listing("The page's imports.", ref("Import")))}, headers=["Link"], refuses=[422],
    ),
    Operation(
        view=Imports, method="POST", name="createImport", tag=TAG, summary="Hand in a table and photos",
        says=f"As a form, up to {MAX_TOTAL_BYTES // 10**9} GB. Ask for the import until its `state` is `finished`.",
        form=fields(
            "The files, and what is to become of them.",
            {
                "file": file("The table: .csv or .xlsx, or a .zip that holds table and photos.", "list.csv"),
                "archive": file("A .zip with the photos that the table names.", "photos.zip"),
                "store": uuid("One of your upload stores; the first one without it, which is made if there is none."),
                "dry_run": word("Whether to check everything and write nothing.", ["true", "false"], name="TrueOrFalse"),
            },
            optional=["archive", "store", "dry_run"],
        ),
        answers={201: answer(ref("Import"), "It is handed in.")},
    ),
    Operation(
        view=LastImport, method="GET", name="getLastImport", tag=TAG, summary="Get the last import",
        says="The one that was handed in last.", answers={200: ONE}, refuses=[404],
    ),
    Operation(
        view=ImportTemplate, method="GET", name="getImportTemplate", tag=TAG, summary="Get an empty table",
        says=f"CSV with a head and no rows. Its columns: {', '.join(f'`{column}`' for column in COLUMNS)}.",
        answers={200: text("A CSV with a head.", ",".join(COLUMNS))}, gives=CSV,
    ),
    Operation(
        view=OneImport, method="GET", name="getImport", tag=TAG, summary="Get an import", says="How far it is.",
        parameters=BY_ID, answers={200: ONE}, refuses=[404],
    ),
    Operation(
        view=OneImport, method="DELETE", name="cancelImport", tag=TAG, summary="Cancel an import",
        says="While it is in progress; what is in stays in.", parameters=BY_ID, answers={200: ONE}, refuses=[404, 409],
    ),
    Operation(
        view=ImportLog, method="GET", name="getImportLog", tag=TAG, summary="Get an import's log",
        says="What was wrong in which row. As CSV with `?format=csv` or the header `Accept: text/csv`.",
        parameters=[*BY_ID, query("format", word("The kind of answer.", ["json", "csv"], name="LogFormat"))],
        answers={200: answer(listing("One for each thing that was wrong.", ref("ImportProblem")))},
        csv=text("The same as CSV with a head.", ",".join(FIELDS)), refuses=[404],
    ),
]  # fmt: skip
