import time
from django.urls import reverse
from tests import builders
from tests.pixelzhub.dashboard.retouched import *
def test_big(client, merchant):
    builders.make_pixelz(merchant, balance="900.00")
    builders.make_template(merchant); 
    for i in range(5): builders.make_template(merchant, f"T{i}", "1.35")
    photos = mendable(merchant, 1200)
    choose(merchant, photos)
    for _ in range(2):
        t=time.time(); r=client.get(reverse("dashboard:new-order")); print("cart", time.time()-t, len(r.content))
    import cProfile,pstats
    p=cProfile.Profile(); p.enable(); client.get(reverse("dashboard:new-order")); p.disable(); pstats.Stats(p).sort_stats("cumtime").print_stats(25)
    assert 0
