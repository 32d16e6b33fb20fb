"""After a release with a new algorithm: measured anew when nothing waits, with the old answers until then."""

from __future__ import annotations

from django.utils import timezone

from analytics.findings import measurements_for
from analytics.models import StoredMeasurement
from analytics.pixels import VERSION
from analytics.remeasure import remeasure
from connectors.models import Image
from tests import builders


def old_photo(merchant) -> Image:
    image = builders.make_photo(builders.make_product(builders.make_store(merchant)), builders.grey_ground()).image
    StoredMeasurement.objects.filter(sha256=image.sha256).update(version=VERSION - 1)
    return image


def test_old_answers_stand_and_their_photos_come_due(merchant) -> None:
    image = old_photo(merchant)
    assert measurements_for(merchant.pk, [image.sha256])[image.sha256].ground_min == 229
    assert remeasure() == 1
    image.refresh_from_db()
    assert image.due_at is not None


def test_nothing_is_measured_anew_while_other_photos_wait(merchant) -> None:
    old_photo(merchant)
    waiting = builders.make_photo(builders.make_product(builders.make_store(merchant)), None).image
    Image.objects.filter(pk=waiting.pk).update(due_at=timezone.now())
    assert remeasure() == 0


def test_photo_that_cannot_be_fetched_is_not_tried_for_ever(merchant) -> None:
    image = old_photo(merchant)
    Image.objects.filter(pk=image.pk).update(last_error="404")
    assert remeasure() == 0


def test_old_answer_goes_once_the_new_one_is_there(merchant) -> None:
    image = old_photo(merchant)
    values = builders.WHITE_GROUND.to_json()
    StoredMeasurement.objects.create(merchant=merchant, sha256=image.sha256, version=VERSION, values=values)
    assert remeasure() == 0
    assert list(StoredMeasurement.objects.values_list("version", flat=True)) == [VERSION]
    assert measurements_for(merchant.pk, [image.sha256])[image.sha256].ground_min == 255
