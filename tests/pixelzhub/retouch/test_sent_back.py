"""A result that was sent back and comes again."""

from __future__ import annotations

from pixelzhub.retouch.models import Output, Rejection
from pixelzhub.retouch.reject import send_rejections
from pixelzhub.retouch.review import send_back, waiting_outputs
from tests.pixelzhub.retouch.conftest import deliver, order_some


def test_result_that_was_sent_back_waits_for_review_again(store) -> None:
    job = deliver(order_some(store).jobs.get())
    assert send_back(output=Output.objects.get(job=job), by="editor@example.com", comment="Keep the spines")
    assert not waiting_outputs(store.merchant).exists()
    send_rejections(list(Rejection.objects.values_list("pk", flat=True)))
    # At Pixelz already: it is only followed, and the sandbox finishes it with the very same file.
    assert waiting_outputs(store.merchant).filter(job=deliver(job)).count() == 1
